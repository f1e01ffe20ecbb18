package dev.reveille.engine;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A language model behind some provider: one request in, one whole reply out, told piece by piece.
 */
public interface Model {

  /**
   * Calls the model and blocks the (virtual) thread until the reply is complete.
   *
   * @param sink hears text as it arrives, on the calling thread, in order
   * @throws ModelException what went wrong, and whether it may pass
   * @throws InterruptedException the caller lost interest; the connection is closed at once
   */
  ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException;

  /**
   * @param model the model's name as its provider knows it
   * @param messages the whole conversation, system prompt first
   * @param tools what the model may call
   */
  record Request(String model, List<Message> messages, List<Tool.Spec> tools, Settings settings) {
    public Request {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
    }
  }

  /**
   * @param idle the longest silence between two pieces of a reply, the first one included
   * @param total the longest time for a whole reply
   */
  record Settings(
      OptionalDouble temperature, OptionalInt maxOutputTokens, Duration idle, Duration total) {
    public static final Settings STANDARD =
        new Settings(
            OptionalDouble.empty(),
            OptionalInt.empty(),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));
  }

  /** Hears a reply as it comes. */
  interface Sink {
    Sink NONE = (channel, delta) -> {};

    enum Channel {
      REASONING,
      TEXT
    }

    void delta(Channel channel, String text);
  }
}
