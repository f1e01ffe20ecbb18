/** Typed client of the protocol, and the command line. */
@NullMarked
package dev.reveille.client;

import org.jspecify.annotations.NullMarked;
