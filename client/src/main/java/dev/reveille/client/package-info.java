/**
 * The client: a thin layer over Reveille's control protocol, the command line and the demo.
 *
 * <p>Knows only the protocol: no type of the server is used here, so that whatever this module can
 * do any other client can do too.
 */
@NullMarked
package dev.reveille.client;

import org.jspecify.annotations.NullMarked;
