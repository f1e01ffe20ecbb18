package dev.reveille.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.Message;
import dev.reveille.engine.Model.Request;

/**
 * One protocol that providers speak: how LangChain4j is brought to speak it, and what LangChain4j
 * overlooks in the answers. Everything else of a call is the same for all (see {@link HttpModel}).
 */
interface Dialect {

  /**
   * Asks, over {@code transport}, on the calling thread; returns when the stream has ended.
   *
   * @throws IllegalArgumentException the request cannot be said in this protocol
   */
  void ask(
      Endpoint endpoint, Transport transport, Request request, StreamingChatResponseHandler answer);

  /** The body that the library has made, with what the library cannot say. */
  default String amend(String body, Request request) {
    return body;
  }

  /** Reads an event before the library does. */
  void overhear(String event, Heard heard);

  /** Whether a stream that ended without a mark of its end was complete all the same. */
  boolean isComplete(ChatResponse response, Heard heard);

  /** The tokens as this provider counts them. */
  Count count(TokenUsage usage);

  /** A reply of the model's, as it is told later what it said. */
  AiMessage said(Message.Assistant reply, Request request);

  /** The id of a tool call as this protocol allows it. */
  default String callId(String id) {
    return id;
  }

  /** What the provider wants back with this reply, {@code name {json}}; empty if nothing. */
  default String signature(AiMessage reply) {
    return "";
  }
}
