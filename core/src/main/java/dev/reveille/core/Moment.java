package dev.reveille.core;

import java.time.Instant;

/**
 * What a decision may know of the world beside its agent.
 *
 * @param luck from 0 (inclusive) to 1, for jitter
 */
public record Moment(Instant now, double luck) {}
