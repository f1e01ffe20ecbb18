/**
 * The pure core: what an agent is, what it decides and what follows from it.
 *
 * <p>No clock, no I/O, no threads, no randomness: {@code now}, ids and luck are arguments.
 */
@NullMarked
package dev.reveille.core;

import org.jspecify.annotations.NullMarked;
