package dev.reveille.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.time.InstantSource;
import java.util.List;

/**
 * The models of one provider, called over HTTP and streamed, in the dialect that it speaks.
 *
 * <p>Everything of a call happens on the calling thread; call it from a virtual one. Every byte
 * from the provider, its keep-alive comments included, counts against silence ({@code
 * ModelSettings.idle}); a sink that blocks counts as the provider's silence, so it must not.
 */
final class HttpModel implements Model {
  private final Endpoint endpoint;
  private final Dialect dialect;
  private final Transport transport;
  private final Prices prices;
  private final Allowances allowances;
  private final InstantSource clock;

  /**
   * @param transport may be shared by many models; its owner closes it
   * @param allowances is told what the provider says of its rate limits
   * @param clock tells what a Retry-After date is from now
   */
  HttpModel(
      Endpoint endpoint,
      Dialect dialect,
      Transport transport,
      Prices prices,
      Allowances allowances,
      InstantSource clock) {
    this.endpoint = endpoint;
    this.dialect = dialect;
    this.transport = transport;
    this.prices = prices;
    this.allowances = allowances;
    this.clock = clock;
  }

  @Override
  public ModelReply call(Request asked, Sink sink) throws ModelException, InterruptedException {
    Request request =
        new Request(
            asked.model(),
            asked.messages(),
            asked.tools(),
            ModelSettings.merged(asked.settings(), ModelSettings.STANDARD),
            asked.resultSchema());
    var exchange = new Exchange(endpoint, dialect, request, clock);
    var answer = new Answer(exchange, sink, endpoint.maxReplyChars());
    ask(request, exchange, answer);
    exchange.allowance().ifPresent(until -> allowances.close(request.model(), until));
    var complete = answer.complete();
    exchange.finish();
    return reply(request, complete.orElseThrow(exchange::cut), exchange);
  }

  private void ask(Request request, Exchange exchange, Answer answer) throws ModelException {
    try {
      ScopedValue.where(Transport.EXCHANGE, exchange)
          .run(() -> dialect.ask(endpoint, transport, request, answer));
    } catch (IllegalArgumentException e) {
      throw exchange.complaints().badRequest(String.valueOf(e.getMessage()));
    }
  }

  private ModelReply reply(Request request, ChatResponse response, Exchange exchange)
      throws ModelException {
    Heard heard = exchange.heard();
    if (!heard.done && !dialect.isComplete(response, heard)) {
      throw exchange.cut();
    }
    AiMessage message = response.aiMessage();
    var ids = new CallIds(request.messages());
    List<ToolCall> calls =
        message.toolExecutionRequests().stream()
            .map(it ->
                new ToolCall(
                    ids.next(Words.orEmpty(it.id())),
                    Words.orEmpty(it.name()),
                    Words.orEmpty(it.arguments()).isBlank() ? "{}" : it.arguments()))
            .toList();
    String text = Words.orEmpty(message.text());
    Finish finish = finish(response, heard, calls);
    if (text.isEmpty() && calls.isEmpty() && !heard.refusal().isEmpty()) {
      text = heard.refusal();
      finish = Finish.REFUSED;
    }
    String reasoning = Words.orEmpty(message.thinking());
    String signature = dialect.signature(message);
    return new ModelReply(
        text,
        reasoning,
        calls,
        usage(request, response, heard, text, reasoning, calls),
        finish,
        endpoint.provider() + ":" + request.model(),
        signature.isEmpty() ? null : signature);
  }

  private static Finish finish(ChatResponse response, Heard heard, List<ToolCall> calls) {
    if (heard.finish != null) {
      return heard.finish;
    }
    return switch (response.metadata().finishReason()) {
      case LENGTH -> Finish.LENGTH;
      case CONTENT_FILTER -> Finish.REFUSED;
      case STOP, TOOL_EXECUTION, OTHER -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
      case null -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
    };
  }

  private Usage usage(
      Request request,
      ChatResponse response,
      Heard heard,
      String text,
      String reasoning,
      List<ToolCall> calls) {
    TokenUsage usage = response.metadata().tokenUsage();
    Count count = heard.count;
    if (count == null
        && usage != null
        && usage.inputTokenCount() != null
        && usage.outputTokenCount() != null) {
      count = dialect.count(usage);
    }
    if (count == null) {
      Usage guess = Tokens.estimate(request.messages(), text, reasoning, calls);
      count = new Count(guess.inputTokens(), guess.outputTokens(), 0, 0);
    }
    return prices.usage(endpoint.provider() + ":" + request.model(), count, heard.costMicros);
  }
}
