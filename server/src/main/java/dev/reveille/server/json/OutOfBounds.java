package dev.reveille.server.json;

/**
 * Thrown by the compact constructors of records that are read from JSON or YAML, so that the answer
 * can name the field.
 */
public final class OutOfBounds extends IllegalArgumentException {
  private final String field;

  /**
   * @param rule goes on after "field must be", such as {@code 0 to 65535}
   */
  public OutOfBounds(String field, String rule, Object actual) {
    super(field + " must be " + rule + ", but was " + Quote.of(actual));
    this.field = field;
  }

  /**
   * @throws OutOfBounds unless {@code min <= value <= max}
   */
  public static void check(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new OutOfBounds(field, min + " to " + max, value);
    }
  }

  /**
   * @throws OutOfBounds unless {@code min <= value <= max}
   */
  public static void check(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new OutOfBounds(field, min + " to " + max, value);
    }
  }

  public String field() {
    return field;
  }
}
