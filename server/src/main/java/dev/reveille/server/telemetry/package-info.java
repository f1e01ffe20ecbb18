/** What the server tells of itself: figures, and what of them needs somebody's attention. */
@NullMarked
package dev.reveille.server.telemetry;

import org.jspecify.annotations.NullMarked;
