/** A real server process is killed again and again, and then its journal is read. */
@NullMarked
package dev.reveille.server.kill;

import org.jspecify.annotations.NullMarked;
