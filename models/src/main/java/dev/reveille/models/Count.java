package dev.reveille.models;

/**
 * Tokens of one call, as somebody else says: never less than none, nor more than a sum of many of
 * them can hold. Otherwise what was spent could become less, and a budget larger.
 *
 * @param input all that was sent
 * @param output all that was written
 * @param cached those of the input that were read from the provider's cache
 * @param stored those of the input that were put into it
 */
record Count(long input, long output, long cached, long stored) {
  private static final long MOST = 1_000_000_000_000L;

  Count {
    input = bounded(input);
    output = bounded(output);
    cached = bounded(cached);
    stored = bounded(stored);
  }

  /** The same of what a call costs, in millionths of a US dollar. */
  static long bounded(long said) {
    return Math.clamp(said, 0, MOST);
  }
}
