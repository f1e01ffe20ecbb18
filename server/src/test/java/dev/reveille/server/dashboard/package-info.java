/** The dashboard in a real browser. */
@NullMarked
package dev.reveille.server.dashboard;

import org.jspecify.annotations.NullMarked;
