/** JSON-RPC over WebSocket and HTTP, configuration, wiring. */
@NullMarked
package dev.reveille.server;

import org.jspecify.annotations.NullMarked;
