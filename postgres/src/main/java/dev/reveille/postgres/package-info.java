/** A PostgreSQL of this machine's packages that lasts as long as a demonstration or a test. */
@NullMarked
package dev.reveille.postgres;

import org.jspecify.annotations.NullMarked;
