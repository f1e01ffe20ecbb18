package dev.reveille.server.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /** The known name with the fewest edits, if they are few for its length. */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> edits(name, candidate) <= patience(candidate))
        .min(Comparator.comparingInt((String candidate) -> edits(name, candidate)));
  }

  /** "did you mean …?", or the known names if nothing is near and they are few. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known)
        .map(nearest -> "did you mean " + nearest + "?")
        .orElseGet(() -> known.isEmpty() ? "it takes none" : "known: " + String.join(", ", known));
  }

  private static int patience(String name) {
    return name.length() <= 3 ? 1 : Math.max(2, name.length() / 3);
  }

  /** Levenshtein's distance, without regard to case; long names are not looked at. */
  private static int edits(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    if (a.length() > 2 * b.length() + 2) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
