package dev.reveille.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.Message;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's chat completions, which OpenRouter, Ollama, vLLM and many more speak, too. Their caches
 * work by themselves.
 */
final class OpenAiDialect implements Dialect {
  private static final String DONE = "[DONE]";

  @Override
  public void ask(
      Endpoint endpoint,
      Transport transport,
      Request request,
      StreamingChatResponseHandler answer) {
    ModelSettings settings = request.settings();
    var parameters = OpenAiChatRequestParameters.builder().modelName(request.model());
    parameters.temperature(settings.temperature()).topP(settings.topP());
    if (isOpenAi(endpoint)) { // it took a new name for the limit; the compatible ones kept the old
      parameters.maxCompletionTokens(settings.maxOutputTokens());
    } else {
      parameters.maxOutputTokens(settings.maxOutputTokens());
    }
    parameters.customParameters(more(endpoint, request));
    OpenAiStreamingChatModel.builder()
        .httpClientBuilder(transport.asBuilder())
        .baseUrl(endpoint.baseUrl().toString())
        .apiKey(endpoint.key().map(ApiKey::reveal).orElse(null))
        .customHeaders(Map.of("User-Agent", "reveille"))
        .returnThinking(true)
        .accumulateToolCallId(false) // some repeat the id in every piece of a call
        .build()
        .chat(
            ChatRequest.builder()
                .messages(Words.messages(request, this))
                .parameters(parameters.build())
                .build(),
            answer);
  }

  private static Map<String, Object> more(Endpoint endpoint, Request request) {
    Map<String, Object> more = new LinkedHashMap<>();
    if (!request.tools().isEmpty()) {
      more.put(
          "tools",
          request.tools().stream()
              .map(it -> Map.of("type", "function", "function", Words.tool(it, "parameters")))
              .toList());
    }
    if (request.resultSchema() != null) {
      Map<String, Object> schema =
          Map.of("name", "result", "schema", Words.plain(request.resultSchema()));
      more.put("response_format", Map.of("type", "json_schema", "json_schema", schema));
    }
    ModelSettings.Effort effort = request.settings().reasoningEffort();
    if (effort != null) {
      more.put("reasoning_effort", effort.name().toLowerCase(Locale.ROOT));
    }
    if (endpoint.baseUrl().getHost().endsWith("openrouter.ai")) {
      more.put("usage", Map.of("include", true)); // it then says what the call cost
    }
    return more;
  }

  @Override
  public void overhear(String event, Heard heard) {
    if (event.strip().equals(DONE)) {
      heard.done = true;
      heard.skip = true;
    } else if (!heard.isError(event)) {
      if (event.contains("\"refusal\"")) {
        heard.refusal(Heard.parse(event).at("/choices/0/delta/refusal").asString(""));
      }
      if (event.contains("\"cost\"")) {
        JsonNode cost = Heard.parse(event).at("/usage/cost");
        if (cost.isNumber()) {
          heard.costMicros = Math.round(cost.asDouble() * 1e6);
        }
      }
    }
  }

  @Override
  public boolean isComplete(ChatResponse response, Heard heard) {
    return response.metadata().finishReason() != null;
  }

  @Override
  public Count count(TokenUsage usage) {
    long cached = 0;
    if (usage instanceof OpenAiTokenUsage all && all.inputTokensDetails() != null) {
      Integer known = all.inputTokensDetails().cachedTokens();
      cached = known == null ? 0 : known;
    }
    return new Count(usage.inputTokenCount(), usage.outputTokenCount(), cached, 0);
  }

  @Override
  public AiMessage said(Message.Assistant reply, Request request) {
    return Words.said(reply, reply.calls().stream().map(Words::verbatim).toList()).build();
  }

  private static boolean isOpenAi(Endpoint endpoint) {
    return "api.openai.com".equals(endpoint.baseUrl().getHost());
  }
}
