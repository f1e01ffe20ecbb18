/** Log lines on stderr, one line each, without configuration files. */
@NullMarked
package dev.reveille.server.log;

import org.jspecify.annotations.NullMarked;
