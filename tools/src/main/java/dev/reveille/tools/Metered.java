package dev.reveille.tools;

/**
 * A text that may be looked at only so often. java.util.regex backtracks, and a pattern such as
 * {@code (a+)+$} needs exponential time; it reads its input through {@code charAt}, so counting
 * there bounds the time of any pattern.
 */
final class Metered implements CharSequence {
  private final String text;
  private final int[] left;

  Metered(String text, int steps) {
    this(text, new int[] {steps});
  }

  private Metered(String text, int[] left) {
    this.text = text;
    this.left = left;
  }

  @Override
  public char charAt(int index) {
    if (--left[0] < 0) {
      throw new TooManySteps();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Metered(text.substring(start, end), left);
  }

  @Override
  public String toString() {
    return text;
  }

  /** The pattern needs more steps than it may take. */
  static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("the pattern needs too many steps", null, false, false);
    }
  }
}
