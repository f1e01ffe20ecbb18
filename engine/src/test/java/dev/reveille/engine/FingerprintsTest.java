package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ToolCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  private static int of(Message... messages) {
    return new Fingerprints.Chain().of(List.of(messages));
  }

  @Test
  void anythingThatIsToldCounts() {
    ToolCall call = new ToolCall("c", "t", "{}");
    List<Integer> all =
        List.of(
            of(),
            of(new Message.User("a")),
            of(new Message.User("b")),
            of(new Message.User("a"), new Message.User("b")),
            of(new Message.User("ab")),
            of(new Message.User("a", List.of(new Image("https://example.org/a.png")))),
            of(new Message.Assistant("a", List.of())),
            of(new Message.Assistant("a", List.of(call))),
            of(new Message.Assistant("a", List.of(new ToolCall("c", "t", "{ }")))),
            of(new Message.ToolResult("c", "t", "x", false)),
            of(new Message.ToolResult("c", "t", "x", true)),
            of(new Message.ToolResult("c", "t", "y", false)));
    assertThat(new HashSet<>(all)).hasSize(all.size());
  }

  /** However much of it was there before, and whatever was put into its place. */
  @Test
  void aConversationThatGrowsHasTheFingerprintOfAWholeOne() {
    Fingerprints.Chain growing = new Fingerprints.Chain();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      messages.add(new Message.User("message " + i));
      assertThat(growing.of(messages)).isEqualTo(new Fingerprints.Chain().of(messages));
    }
    Collections.swap(messages, 3, 7);
    assertThat(growing.of(messages)).isEqualTo(new Fingerprints.Chain().of(messages));
    List<Message> shorter = messages.subList(0, 5);
    assertThat(growing.of(shorter)).isEqualTo(new Fingerprints.Chain().of(shorter));
  }
}
