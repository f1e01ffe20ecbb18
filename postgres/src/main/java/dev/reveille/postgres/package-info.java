/**
 * A PostgreSQL of this machine's packages that lasts as long as a demonstration or a test, and
 * ports for servers that come and go in one.
 */
@NullMarked
package dev.reveille.postgres;

import org.jspecify.annotations.NullMarked;
