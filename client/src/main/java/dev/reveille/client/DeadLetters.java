package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about what was given up. They throw what {@link ReveilleClient#call} throws. */
public final class DeadLetters {
  private final ReveilleClient client;

  DeadLetters(ReveilleClient client) {
    this.client = client;
  }

  /**
   * A page of dead letters, the newest first.
   *
   * @param kind {@code task}, {@code event} or {@code mail}; null: all
   * @param cursor of the page before; empty for the first
   */
  public Page<DeadLetter> list(@Nullable String kind, Optional<String> cursor) throws IOException {
    JsonNode params = new Params().with("kind", kind).with("cursor", cursor.orElse(null)).json();
    return Page.of(client.call("listDeadLetters", params), "deadLetters", DeadLetter.class);
  }

  /**
   * Sends it on its way again.
   *
   * @param prompt a task's new one; null: as it was
   * @return the id of the new task, event or mail
   */
  public String redrive(String deadLetterId, @Nullable String prompt) throws IOException {
    ObjectNode params = named(deadLetterId);
    if (prompt != null) {
      params.putObject("edits").put("prompt", prompt);
    }
    JsonNode result = client.call("redriveDeadLetter", params);
    return Json.text(result, "taskId")
        + Json.text(result, "eventId")
        + Json.text(result, "mailId"); // one of them is there
  }

  /** Puts it away for good. */
  public void discard(String deadLetterId, String reason) throws IOException {
    client.call("discardDeadLetter", named(deadLetterId).put("reason", reason));
  }

  private static ObjectNode named(String deadLetterId) {
    return Json.object().put("deadLetterId", deadLetterId);
  }
}
