package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ModelSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  @Test
  void readsEventsHoweverTheyAreCut() throws Exception {
    String text =
        """
        : comment
        data: one

        event: error
        id: 7
        data:two
        data:  lines

        retry: 5

        data: wörld 😀\r
        \r
        data: unfinished\
        """;
    for (int piece = 1; piece < 20; piece++) {
      assertThat(read(text, piece))
          .containsExactly("null/one", "error/two\n lines", "null/wörld 😀", "null/unfinished");
    }
  }

  @Test
  void readsLinesLongerThanItsBuffers() throws Exception {
    String data = "x".repeat(30_000);
    assertThat(read("data: " + data + "\n\n", 8192)).containsExactly("null/" + data);
  }

  private static List<String> read(String text, int piece) throws IOException {
    var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    var pieces =
        new InputStream() {
          @Override
          public int read() {
            return in.read();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            return in.read(bytes, offset, Math.min(length, piece));
          }
        };
    List<String> events = new ArrayList<>();
    try (var watchdog = new Watchdog(ModelSettings.STANDARD)) {
      var stream = new EventStream(pieces, watchdog, 50_000, 50_000);
      Optional<EventStream.Event> event = stream.next();
      while (event.isPresent()) {
        events.add(event.get().event() + "/" + event.get().data());
        event = stream.next();
      }
    }
    return events;
  }
}
