package dev.reveille.models;

import org.jspecify.annotations.Nullable;

/**
 * What the tokens of some models cost, in US dollars per million.
 *
 * @param model {@code provider:model}, with {@code *} for any text
 * @param cached input that came from the provider's cache; null: as other input
 * @param stored input that was put into it; null: as other input
 */
public record Price(
    String model, double input, double output, @Nullable Double cached, @Nullable Double stored) {

  public Price {
    check("input", input);
    check("output", output);
    check("cached", cached == null ? 0 : cached);
    check("stored", stored == null ? 0 : stored);
  }

  /** In millionths of a dollar: a dollar per million tokens is a millionth per token. */
  long micros(Count count) {
    double rest = Math.max(0, count.input() - count.cached() - count.stored());
    return Math.round(
        rest * input
            + count.cached() * (cached == null ? input : cached)
            + count.stored() * (stored == null ? input : stored)
            + count.output() * output);
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value <= 100_000)) {
      throw new IllegalArgumentException(
          name + " of a price must be 0 to 100000 US dollars per million tokens, not " + value);
    }
  }
}
