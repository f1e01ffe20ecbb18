package dev.reveille.core;

/**
 * Tokens that model calls took, as the provider counts them, and what they cost.
 *
 * @param cachedInputTokens those of the input that the provider had in its cache
 * @param costMicros millionths of a US dollar; 0 if nobody knows the price
 */
public record Usage(long inputTokens, long outputTokens, long cachedInputTokens, long costMicros) {
  public static final Usage NONE = new Usage(0, 0);

  /** Of a model without a price. */
  public Usage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0, 0);
  }

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        costMicros + other.costMicros);
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
        Math.max(costMicros, other.costMicros));
  }

  Usage times(int n) {
    return new Usage(inputTokens * n, outputTokens * n, cachedInputTokens * n, costMicros * n);
  }
}
