package dev.reveille.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Google's Gemini. Its cache works by itself. Images must come as data, not as addresses. */
final class GeminiDialect implements Dialect {
  private static final String NAME = "gemini";
  private static final String SIGNATURE = "thinking_signature";

  /** What Google says to send for calls that another model made. */
  private static final String UNSIGNED = "skip_thought_signature_validator";

  @Override
  public void ask(
      Endpoint endpoint, Transport transport, Request asked, StreamingChatResponseHandler answer) {
    Request request = takesSchema(asked) ? asked : Words.instructed(asked);
    request.messages().forEach(GeminiDialect::check);
    ModelSettings settings = request.settings();
    var model =
        GoogleAiGeminiStreamingChatModel.builder()
            .httpClientBuilder(transport.asBuilder())
            .baseUrl(endpoint.baseUrl().toString())
            .apiKey(endpoint.key().map(ApiKey::reveal).orElse("none"))
            .modelName(request.model())
            .temperature(settings.temperature())
            .topP(settings.topP())
            .maxOutputTokens(settings.maxOutputTokens())
            .returnThinking(true)
            .sendThinking(true);
    if (settings.reasoningEffort() != null) {
      model.thinkingConfig(thinking(request.model(), settings.reasoningEffort()));
    }
    model
        .build()
        .chat(ChatRequest.builder().messages(Words.messages(request, this)).build(), answer);
  }

  /** The library would fetch an image from the web itself, whatever lies at that address. */
  private static void check(Message message) {
    if (message instanceof Message.User user && !user.images().stream().allMatch(Image::isData)) {
      throw new IllegalArgumentException(
          "an image's address: Gemini wants its data (data:image/png;base64,…)");
    }
  }

  private static GeminiThinkingConfig thinking(String model, ModelSettings.Effort effort) {
    var config = GeminiThinkingConfig.builder().includeThoughts(true);
    if (model.contains("gemini-2")) {
      int budget =
          switch (effort) {
            case LOW -> 1_024;
            case MEDIUM -> 8_192;
            case HIGH -> 24_576;
          };
      return config.thinkingBudget(budget).build();
    }
    return config.thinkingLevel(effort.name().toLowerCase(Locale.ROOT)).build();
  }

  /** Older models take tools or a schema, not both. */
  private static boolean takesSchema(Request request) {
    return request.tools().isEmpty() || isNew(request.model());
  }

  private static boolean isNew(String model) {
    return !model.contains("gemini-1") && !model.contains("gemini-2");
  }

  /** Tools and schema as they are: the library's own types would lose what they do not know. */
  @Override
  public String amend(String body, Request request) {
    boolean schema = request.resultSchema() != null && takesSchema(request);
    if (request.tools().isEmpty() && !schema) {
      return body;
    }
    ObjectNode root = (ObjectNode) Heard.parse(body);
    if (!request.tools().isEmpty()) {
      var tools =
          request.tools().stream().map(it -> Words.tool(it, "parametersJsonSchema")).toList();
      root.putArray("tools").addObject().set("functionDeclarations", Words.JSON.valueToTree(tools));
    }
    if (schema) {
      ObjectNode config = root.withObjectProperty("generationConfig");
      config.put("responseMimeType", "application/json");
      config.set("responseJsonSchema", request.resultSchema());
    }
    return root.toString();
  }

  @Override
  public void overhear(String event, Heard heard) {
    if (heard.isError(event)) {
      return;
    }
    JsonNode root = Heard.parse(event);
    if (root.isMissingNode()) {
      return;
    }
    count(root.path("usageMetadata"), heard);
    String blocked = root.at("/promptFeedback/blockReason").asString("");
    if (!blocked.isEmpty()) {
      refused(heard, "Google blocked the prompt: " + blocked);
    }
    JsonNode candidate = root.at("/candidates/0");
    heard.skip = candidate.isMissingNode(); // the library does not expect it
    finish(candidate.path("finishReason").asString(""), heard);
  }

  private static void finish(String reason, Heard heard) {
    heard.finished |= !reason.isEmpty();
    switch (reason) {
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          refused(heard, "Google stopped the answer: " + reason);
      case "MALFORMED_FUNCTION_CALL",
          "MALFORMED_RESPONSE",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS" ->
          heard.malformed = "the model's reply is not valid: " + reason;
      default -> {}
    }
  }

  private static void refused(Heard heard, String why) {
    heard.finished = true;
    heard.finish = Finish.REFUSED;
    heard.refusal(why);
  }

  private static void count(JsonNode usage, Heard heard) {
    if (usage.has("promptTokenCount")) {
      long written =
          usage.path("candidatesTokenCount").asLong(0) + usage.path("thoughtsTokenCount").asLong(0);
      heard.count =
          new Count(
              usage.path("promptTokenCount").asLong(0),
              written,
              usage.path("cachedContentTokenCount").asLong(0),
              0);
    }
  }

  @Override
  public boolean isComplete(ChatResponse response, Heard heard) {
    return heard.finished;
  }

  @Override
  public Count count(TokenUsage usage) {
    return new Count(usage.inputTokenCount(), usage.outputTokenCount(), 0, 0);
  }

  @Override
  public AiMessage said(Message.Assistant reply, Request request) {
    Map<String, Object> signed = Words.signed(reply, NAME);
    if (signed.isEmpty() && !reply.calls().isEmpty() && isNew(request.model())) {
      signed = Map.of(SIGNATURE, UNSIGNED);
    }
    return Words.said(reply, reply.calls().stream().map(it -> Words.asObject(it, this)).toList())
        .attributes(signed)
        .build();
  }

  @Override
  public String signature(AiMessage reply) {
    return Words.signature(reply.attributes(), NAME);
  }
}
