/**
 * Tasks as traces: a projection of the journal, sent to a collector. No class of it is loaded
 * unless one is configured.
 */
@NullMarked
package dev.reveille.server.telemetry.trace;

import org.jspecify.annotations.NullMarked;
