package dev.reveille.models;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.reveille.engine.Model.Sink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hears a reply from the dialect, piece by piece, and passes the pieces on. */
final class Answer implements StreamingChatResponseHandler {
  private final Exchange exchange;
  private final Sink sink;
  private final int maxChars;
  private long chars;
  private @Nullable ChatResponse complete;
  private @Nullable RuntimeException bug;

  Answer(Exchange exchange, Sink sink, int maxChars) {
    this.exchange = exchange;
    this.sink = sink;
    this.maxChars = maxChars;
  }

  /** The whole reply; empty if the stream ended before it was complete. */
  Optional<ChatResponse> complete() {
    if (bug != null) {
      throw bug;
    }
    return Optional.ofNullable(complete);
  }

  @Override
  public void onPartialResponse(String text) {
    pass(Sink.Channel.TEXT, text);
  }

  @Override
  public void onPartialThinking(PartialThinking thinking) {
    pass(Sink.Channel.REASONING, thinking.text());
  }

  @Override
  public void onPartialToolCall(PartialToolCall call) {
    count(call.partialArguments());
  }

  /** Google's come whole, and not piece by piece. */
  @Override
  public void onCompleteToolCall(CompleteToolCall call) {
    exchange.begun();
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    complete = response;
  }

  @Override
  public void onError(Throwable error) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    exchange.fail(exchange.complaints().malformed(message.lines().findFirst().orElse(message)));
  }

  private void pass(Sink.Channel channel, String text) {
    if (!count(text) || bug != null) {
      return;
    }
    try {
      sink.delta(channel, text);
    } catch (RuntimeException e) {
      bug = e; // the dialect would take it for the provider's fault
      exchange.fail(exchange.complaints().malformed("the reply could not be passed on"));
    }
  }

  private boolean count(String text) {
    exchange.begun();
    chars += text.length();
    if (chars > maxChars) {
      exchange.fail(exchange.complaints().tooLarge(maxChars + " characters"));
      return false;
    }
    return true;
  }
}
