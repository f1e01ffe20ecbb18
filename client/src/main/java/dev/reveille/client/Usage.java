package dev.reveille.client;

/**
 * What model calls took, as the provider counts it.
 *
 * @param inputTokens all that was sent, what came from the provider's cache included
 * @param outputTokens all that was written, reasoning included
 * @param cachedInputTokens those of the input that the provider had in its cache
 * @param costMicros in millionths of a US dollar, of the calls whose price is known
 * @param unpricedCalls calls whose price nobody knows
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long costMicros,
    long unpricedCalls) {}
