package dev.reveille.models;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Anthropic's messages. System prompt, tools and the conversation so far are marked for its cache.
 * A wanted result schema is asked for in words.
 */
final class AnthropicDialect implements Dialect {

  /** It wants a limit; this is what its older models can do. */
  private static final int MAX_OUTPUT = 8_192;

  private static final String NAME = "anthropic";
  private static final Map<String, Object> CACHED = Map.of("type", "ephemeral");

  /** Models that want a number of tokens for thinking; the others want to be told how hard. */
  private static final Pattern BUDGETED = Pattern.compile("claude-3|-4-[015](-|$)|-4-20");

  @Override
  public void ask(
      Endpoint endpoint, Transport transport, Request asked, StreamingChatResponseHandler answer) {
    Request request = Words.instructed(asked);
    ModelSettings settings = request.settings();
    int budget = budget(request);
    int most =
        settings.maxOutputTokens() == null ? MAX_OUTPUT + budget : settings.maxOutputTokens();
    var parameters =
        AnthropicChatRequestParameters.builder()
            .modelName(request.model())
            .temperature(settings.reasoningEffort() == null ? settings.temperature() : null)
            .topP(settings.topP())
            .maxOutputTokens(most)
            .cacheSystemMessages(true)
            .returnThinking(true)
            .sendThinking(true);
    if (budget > 0) {
      parameters.thinkingType("enabled").thinkingBudgetTokens(Math.min(budget, most - 1));
    } else if (settings.reasoningEffort() != null) {
      parameters.thinkingType("adaptive");
    }
    AnthropicStreamingChatModel.builder()
        .httpClientBuilder(transport.asBuilder())
        .baseUrl(endpoint.baseUrl().toString())
        .apiKey(endpoint.key().map(ApiKey::reveal).orElse("none"))
        .customHeaders(Map.of("User-Agent", "reveille"))
        .customParameters(more(request, budget))
        .build()
        .chat(
            ChatRequest.builder()
                .messages(cached(Words.messages(request, this)))
                .parameters(parameters.build())
                .build(),
            answer);
  }

  private static Map<String, Object> more(Request request, int budget) {
    Map<String, Object> more = new LinkedHashMap<>();
    if (!request.tools().isEmpty()) {
      List<Map<String, Object>> tools =
          request.tools().stream().map(it -> Words.tool(it, "input_schema")).toList();
      tools.getLast().put("cache_control", CACHED);
      more.put("tools", tools);
    }
    ModelSettings.Effort effort = request.settings().reasoningEffort();
    if (effort != null && budget == 0) {
      more.put("output_config", Map.of("effort", effort.name().toLowerCase(Locale.ROOT)));
    }
    return more;
  }

  private static int budget(Request request) {
    ModelSettings.Effort effort = request.settings().reasoningEffort();
    if (effort == null || !BUDGETED.matcher(request.model()).find()) {
      return 0;
    }
    return switch (effort) {
      case LOW -> 2_048;
      case MEDIUM -> 8_192;
      case HIGH -> 24_576;
    };
  }

  /** Marks the end of the conversation: the next step sends it all again. */
  private static List<ChatMessage> cached(List<ChatMessage> messages) {
    if (messages.isEmpty()) {
      return messages;
    }
    Map<String, Object> mark = Map.of("cache_control", "ephemeral");
    ChatMessage last = messages.getLast();
    List<ChatMessage> marked = new ArrayList<>(messages);
    if (last instanceof UserMessage user) {
      marked.set(marked.size() - 1, user.toBuilder().attributes(mark).build());
    } else if (last instanceof ToolExecutionResultMessage result) {
      marked.set(marked.size() - 1, result.toBuilder().attributes(mark).build());
    }
    return marked;
  }

  @Override
  public void overhear(String event, Heard heard) {
    if (heard.isError(event)) {
      return;
    }
    JsonNode root = Heard.parse(event);
    if (!root.isObject()) { // the library passes over what it has no name for
      heard.malformed = "an event that is not a JSON object";
      return;
    }
    heard.done = root.path("type").asString("").equals("message_stop");
    if (root.path("delta").path("stop_reason").isString()) {
      heard.finish = finish(root.path("delta").path("stop_reason").asString());
      if (heard.finish == Finish.REFUSED) {
        heard.refusal("The model refused to answer.");
      }
    }
  }

  private static @Nullable Finish finish(String reason) {
    return switch (reason) {
      case "refusal" -> Finish.REFUSED;
      case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
      default -> null;
    };
  }

  /** Only {@code message_stop} completes a reply. */
  @Override
  public boolean isComplete(ChatResponse response, Heard heard) {
    return false;
  }

  @Override
  public Count count(TokenUsage usage) {
    long cached = 0;
    long stored = 0;
    if (usage instanceof AnthropicTokenUsage all) {
      cached = all.cacheReadInputTokens() == null ? 0 : all.cacheReadInputTokens();
      stored = all.cacheCreationInputTokens() == null ? 0 : all.cacheCreationInputTokens();
    }
    long input = usage.inputTokenCount() + cached + stored; // it counts what is cached apart
    return new Count(input, usage.outputTokenCount(), cached, stored);
  }

  @Override
  public AiMessage said(Message.Assistant reply, Request request) {
    Map<String, Object> signed = Words.signed(reply, NAME);
    return Words.said(reply, reply.calls().stream().map(it -> Words.asObject(it, this)).toList())
        .thinking(signed.isEmpty() || reply.reasoning().isEmpty() ? null : reply.reasoning())
        .attributes(signed)
        .build();
  }

  /** Letters, digits, _ and -. */
  @Override
  public String callId(String id) {
    return id.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  @Override
  public String signature(AiMessage reply) {
    return Words.signature(reply.attributes(), NAME);
  }
}
