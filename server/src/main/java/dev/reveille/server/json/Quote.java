package dev.reveille.server.json;

/** Quotes what a caller sent, cut so that no message grows with the input. */
public final class Quote {
  private static final int MAX_LENGTH = 60;

  private Quote() {}

  /** Numbers and booleans as they are, everything else in double quotes. */
  public static String of(Object value) {
    String cut = cut(value.toString());
    return value instanceof Number || value instanceof Boolean ? cut : '"' + cut + '"';
  }

  /** The text as it is, or its beginning if it is long. */
  public static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }
}
