package dev.reveille.server;

import dev.reveille.server.config.ConfigException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What {@code serve}, {@code check} and {@code rebuild} understand, without doing it. */
public final class ServeWords {
  private ServeWords() {}

  /** What is wrong with it; empty if nothing is. The file of {@code --config} is not read. */
  public static String complaint(List<String> options) {
    Deque<String> words = new ArrayDeque<>(options);
    if (words.removeFirstOccurrence("--config")) {
      words.pollLast();
    }
    try {
      var _ = Main.given(words, Map.of());
      return "";
    } catch (ConfigException wrong) {
      return "" + wrong.getMessage();
    }
  }
}
