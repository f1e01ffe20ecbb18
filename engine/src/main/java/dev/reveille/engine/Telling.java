package dev.reveille.engine;

/**
 * How much of what was said a model is told at once; the journal has all of it.
 *
 * @param messages of earlier tasks of a thread, 0 to 1,000,000
 * @param resultChars characters of one result of a tool, 1,000 to 10,000,000
 */
public record Telling(int messages, int resultChars) {
  public static final Telling STANDARD = new Telling(200, 30_000);

  public Telling {
    check("messages", messages, 0, 1_000_000);
    check("resultChars", resultChars, 1_000, 10_000_000);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", but was " + value);
    }
  }
}
