package dev.reveille.core;

import java.time.Instant;

/**
 * The next instant at which an agent has something to do by itself.
 *
 * @param cause for people
 */
public record Wake(Instant at, String cause) {}
