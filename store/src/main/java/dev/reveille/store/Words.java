package dev.reveille.store;

import dev.reveille.core.Note;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Words of notes for PostgreSQL, cut and folded as SQLite's {@code unicode61} does it: letters and
 * digits, without case and accents. PostgreSQL's own parser would take {@code a/b} for a file.
 */
final class Words {
  /** Beyond this PostgreSQL does not count, nor take longer words. */
  private static final int MOST_PLACES = 16_000;

  private static final int LONGEST = 2_000;
  private static final int MOST_OF_ONE = 255;

  private Words() {}

  /** A note's key, text and tags as a tsvector is written. */
  static String vector(Note note) {
    Map<String, StringJoiner> places = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    int place = 0;
    String all = note.key() + ' ' + note.text() + ' ' + String.join(" ", note.tags());
    for (String word : fold(all).split("[^\\p{L}\\p{N}]+", -1)) {
      if (!fits(word) || counts.merge(word, 1, Integer::sum) > MOST_OF_ONE) {
        continue;
      }
      place = Math.min(place + 1, MOST_PLACES);
      places
          .computeIfAbsent(word, w -> new StringJoiner(",", "'" + w + "':", ""))
          .add(Integer.toString(place));
    }
    return places.values().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /** Whatever has one of the words, or one that begins so. */
  static String query(List<String> words) {
    return words.stream()
        .map(Words::fold)
        .filter(Words::fits)
        .map(word -> "'" + word + "':*")
        .collect(Collectors.joining(" | "));
  }

  private static boolean fits(String word) {
    return !word.isEmpty() && word.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT);
  }
}
