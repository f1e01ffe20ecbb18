/** The control protocol as a client sees it, on a whole server. */
@NullMarked
package dev.reveille.server.protocol;

import org.jspecify.annotations.NullMarked;
