/** The imperative shell around the core: cells, journal, alarms, effects, feed; and the ports. */
@NullMarked
package dev.reveille.engine;

import org.jspecify.annotations.NullMarked;
