/** {@code reveille doctor}: whether a server can run here, and what stands in its way. */
@NullMarked
package dev.reveille.server.doctor;

import org.jspecify.annotations.NullMarked;
