package dev.reveille.models;

import dev.reveille.core.ModelReply.Finish;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was heard in a stream beside the library. */
final class Heard {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** A provider's refusal; it ends the exchange. */
  @Nullable ErrorBody error;

  /** What is wrong with the reply, in words; it ends the exchange, and trying again may help. */
  @Nullable String malformed;

  /** The stream is complete, whatever may still come. */
  boolean done;

  /** The model has finished; usage may follow. */
  boolean finished;

  /** Why it stopped, where the library does not understand it. */
  @Nullable Finish finish;

  /** The event is nothing for the library. */
  boolean skip;

  @Nullable Count count;

  /** What the provider charges, in millionths of a dollar. */
  @Nullable Long costMicros;

  private final StringBuilder refusal = new StringBuilder();

  void refusal(String piece) {
    refusal.append(piece);
  }

  /** The words in which the model declined to answer; empty if it did not. */
  String refusal() {
    return refusal.toString();
  }

  /** Takes the error out of an event, if it is one. */
  boolean isError(String event) {
    if (!event.contains("\"error\"")) {
      return false;
    }
    Optional<ErrorBody> found = ErrorBody.find(event);
    found.ifPresent(it -> error = it);
    return found.isPresent();
  }

  /** An event's JSON; a missing node if it is none: the library will complain. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return JSON.missingNode();
    }
  }
}
