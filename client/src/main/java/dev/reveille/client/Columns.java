package dev.reveille.client;

/** Text in a terminal's columns: a Chinese character or an emoji takes two, an accent none. */
final class Columns {

  private Columns() {}

  static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  /** The wide blocks of Unicode's East Asian Width (UAX 11), and emoji. */
  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115F
            || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1F64F)
            || (c >= 0x1F680 && c <= 0x1F9FF)
            || (c >= 0x20000 && c <= 0x3FFFD));
  }

  /** At most so many columns of it; what is cut off is told by {@code …}. */
  static String cut(String text, int limit) {
    if (width(text) <= limit) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int left = limit - 1;
    for (int c : text.codePoints().toArray()) {
      left -= width(c);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return limit <= 0 ? "" : kept + "…";
  }

  /** Exactly so many columns. */
  static String fit(String text, int columns) {
    String cut = cut(text, columns);
    return cut + " ".repeat(Math.max(0, columns - width(cut)));
  }
}
