package dev.reveille.models;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.time.InstantSource;
import java.util.Map;

/**
 * The models of one provider that speaks OpenAI's chat completions, streamed, with tool calls:
 * OpenAI, OpenRouter, Ollama, vLLM and many more.
 *
 * <p>Everything of a call happens on the calling thread; call it from a virtual one. Every byte
 * from the provider, its keep-alive comments included, counts against silence ({@code
 * Settings.idle}); a sink that blocks counts as the provider's silence, so it must not.
 */
public final class OpenAiModel implements Model {
  private final Endpoint endpoint;
  private final OpenAiStreamingChatModel dialect;
  private final InstantSource clock;

  /**
   * @param transport may be shared by many models; its owner closes it
   * @param clock tells what a Retry-After date is from now
   */
  public OpenAiModel(Endpoint endpoint, Transport transport, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
    this.dialect =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(transport.asBuilder())
            .baseUrl(endpoint.baseUrl().toString())
            .apiKey(endpoint.key().map(ApiKey::reveal).orElse(null))
            .customHeaders(Map.of("User-Agent", "reveille"))
            .returnThinking(true)
            .accumulateToolCallId(false) // some repeat the id in every piece of a call
            .build();
  }

  @Override
  public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
    var exchange = new Exchange(endpoint, request.model(), request.settings(), clock);
    var answer = new Answer(exchange, sink, endpoint.maxReplyChars());
    ChatRequest question = question(request, exchange);
    ScopedValue.where(Transport.EXCHANGE, exchange).run(() -> dialect.chat(question, answer));
    var complete = answer.complete();
    exchange.finish();
    return check(request, complete.orElseThrow(exchange.complaints()::cut), exchange);
  }

  private ChatRequest question(Request request, Exchange exchange) throws ModelException {
    try {
      return Dialect.request(request, endpoint.isOpenAi());
    } catch (IllegalArgumentException e) {
      throw exchange.complaints().badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static ModelReply check(Request request, ChatResponse response, Exchange exchange)
      throws ModelException {
    if (response.metadata().finishReason() == null && !exchange.done()) {
      throw exchange.complaints().cut();
    }
    ModelReply reply = Dialect.reply(request, response, exchange.refusal());
    if (reply.text().isBlank() && reply.calls().isEmpty()) {
      switch (reply.finish()) {
        case STOP, TOOL_CALLS -> throw exchange.complaints().empty();
        case LENGTH -> throw exchange.complaints().spentOnThinking();
        case REFUSED -> {}
      }
    }
    return reply;
  }
}
