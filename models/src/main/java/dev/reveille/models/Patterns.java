package dev.reveille.models;

/** Names of models with {@code *} for any text, as in {@code anthropic:claude-*}. */
final class Patterns {
  private Patterns() {}

  /** Compares greedily with backtracking to the last star; linear in practice. */
  static boolean matches(String pattern, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int mark = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        mark = in;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++mark;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
