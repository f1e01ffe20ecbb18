package dev.reveille.server.telemetry;

import java.util.Locale;

/** Constants as they stand in labels. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The word for each constant, by its ordinal: so that none is made while something is counted.
   */
  static String[] of(Enum<?>[] constants) {
    String[] words = new String[constants.length];
    for (Enum<?> constant : constants) {
      words[constant.ordinal()] = of(constant);
    }
    return words;
  }
}
