package dev.reveille.core;

/**
 * What model calls took, as the provider counts it.
 *
 * @param inputTokens all that was sent, what came from the provider's cache included
 * @param outputTokens all that was written, reasoning included
 * @param cachedInputTokens those of the input that the provider had in its cache
 * @param costMicros in millionths of a US dollar, of the calls whose price is known
 * @param unpricedCalls calls whose price nobody knows; they are not in {@code costMicros}
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long costMicros,
    long unpricedCalls) {
  public static final Usage NONE = new Usage(0, 0);

  /** Tokens that cost nothing, or whose price is not of interest. */
  public Usage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0, 0, 0);
  }

  /** Of calls whose price is known. */
  public Usage(long inputTokens, long outputTokens, long cachedInputTokens, long costMicros) {
    this(inputTokens, outputTokens, cachedInputTokens, costMicros, 0);
  }

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        costMicros + other.costMicros,
        unpricedCalls + other.unpricedCalls);
  }

  /** Of input and output together. */
  public long tokens() {
    return inputTokens + outputTokens;
  }

  /** The larger of each. */
  Usage max(Usage other) {
    return new Usage(
        Math.max(inputTokens, other.inputTokens),
        Math.max(outputTokens, other.outputTokens),
        Math.max(cachedInputTokens, other.cachedInputTokens),
        Math.max(costMicros, other.costMicros),
        Math.max(unpricedCalls, other.unpricedCalls));
  }

  Usage times(int n) {
    return new Usage(
        inputTokens * n,
        outputTokens * n,
        cachedInputTokens * n,
        costMicros * n,
        unpricedCalls * n);
  }
}
