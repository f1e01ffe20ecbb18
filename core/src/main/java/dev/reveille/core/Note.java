package dev.reveille.core;

import java.util.List;

/**
 * Something to be remembered.
 *
 * @param key its name among the notes of its owner, 1 to 100 characters
 * @param text 1 to {@link #MAX_TEXT} characters
 * @param tags at most 10 words to find it by, each 1 to 50 characters
 * @param by who wrote it: an agent, or {@code user}
 */
public record Note(String key, String text, List<String> tags, String by) {
  public static final int MAX_TEXT = 8_000;

  public Note {
    Check.range("key's length", key.length(), 1, 100);
    Check.that(!text.isBlank(), "text must say something", '"' + text + '"');
    Check.range("text's length", text.length(), 1, MAX_TEXT);
    tags = List.copyOf(tags);
    Check.range("tags", tags.size(), 0, 10);
    for (String tag : tags) {
      Check.range("tags' length", tag.length(), 1, 50);
    }
  }
}
