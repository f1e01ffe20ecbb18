/** JSON-RPC 2.0 without a transport: frames in, answers out, notifications on the side. */
@NullMarked
package dev.reveille.server.rpc;

import org.jspecify.annotations.NullMarked;
