package dev.reveille.engine;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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
   * @param settings null in it: as configured for the model
   * @param resultSchema the JSON schema that the final answer is to follow; null: plain text. The
   *     provider is asked to see to it as far as it can; whoever asks checks what came
   */
  record Request(
      String model,
      List<Message> messages,
      List<Tool.Spec> tools,
      ModelSettings settings,
      @Nullable ObjectNode resultSchema) {
    public Request {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
    }

    public Request(
        String model, List<Message> messages, List<Tool.Spec> tools, ModelSettings settings) {
      this(model, messages, tools, settings, null);
    }
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
