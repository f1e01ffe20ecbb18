package dev.reveille.tools;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * File name patterns: {@code *} and {@code ?} within a name, {@code **} across folders (also none),
 * {@code {a,b}}, {@code [a-z]}. A glob without {@code /} is matched against the name alone.
 */
record Glob(Pattern pattern, boolean wholePath) {

  /**
   * @throws RefusedException if it is not a glob
   */
  static Glob of(String text) throws RefusedException {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> {
          if (text.startsWith("**/", i)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (text.startsWith("**", i)) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '{' -> {
          regex.append("(?:");
          braces++;
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '[' -> i = range(text, i, regex);
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL), text.contains("/"));
    } catch (PatternSyntaxException e) {
      throw new RefusedException("\"" + text + "\" is not a glob: " + e.getDescription());
    }
  }

  /** Appends the class that starts at {@code from}, and answers where it ends. */
  private static int range(String text, int from, StringBuilder regex) {
    int end = text.indexOf(']', from + 2);
    if (end < 0) {
      regex.append("\\[");
      return from;
    }
    String inside = text.substring(from + 1, end).replace("\\", "\\\\").replace("[", "\\[");
    regex.append("(?!/)[");
    regex.append(inside.startsWith("!") ? "^" + inside.substring(1) : inside).append(']');
    return end;
  }

  /**
   * @param relative with {@code /} between names
   * @throws Metered.TooManySteps if it takes too long to tell
   */
  boolean matches(String relative, int steps) {
    String subject = wholePath ? relative : relative.substring(relative.lastIndexOf('/') + 1);
    return pattern.matcher(new Metered(subject, steps)).matches();
  }
}
