/** The port: WebSocket and HTTP on Jetty, the gate in front of them, back-pressure, drain. */
@NullMarked
package dev.reveille.server.http;

import org.jspecify.annotations.NullMarked;
