package dev.reveille.server.rpc;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What goes back for a frame.
 *
 * @param text null if nothing does, as for notifications
 * @param afterwards to run when the text is written
 */
public record Answer(@Nullable String text, List<Runnable> afterwards) {
  static final Runnable NOTHING = () -> {};
  static final Answer NONE = new Answer(null, List.of());

  static Answer of(String text) {
    return new Answer(text, List.of());
  }

  /** The answer to a batch, which is none if no call in it wants one. */
  static Answer list(List<Answer> answers) {
    String texts =
        answers.stream()
            .map(Answer::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(",", "[", "]"));
    List<Runnable> afterwards = answers.stream().flatMap(a -> a.afterwards().stream()).toList();
    return new Answer(texts.length() == 2 ? null : texts, afterwards);
  }

  /** To be called by the transport once the text is written. */
  public void written() {
    afterwards.forEach(Runnable::run);
  }
}
