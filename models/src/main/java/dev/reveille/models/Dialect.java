package dev.reveille.models;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.TokenUsage;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Tool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Our words in the library's, and back. */
final class Dialect {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Dialect() {}

  static ChatRequest request(Request request, boolean openAi) {
    var parameters = OpenAiChatRequestParameters.builder().modelName(request.model());
    request.settings().temperature().ifPresent(parameters::temperature);
    request
        .settings()
        .maxOutputTokens()
        .ifPresent(openAi ? parameters::maxCompletionTokens : parameters::maxOutputTokens);
    if (!request.tools().isEmpty()) {
      // As they are: the library's own schema types would lose what they do not know.
      List<Map<String, Object>> tools = request.tools().stream().map(Dialect::tool).toList();
      parameters.customParameters(Map.of("tools", tools));
    }
    return ChatRequest.builder()
        .messages(request.messages().stream().filter(Dialect::says).map(Dialect::message).toList())
        .parameters(parameters.build())
        .build();
  }

  static ModelReply reply(Request request, ChatResponse response, String refusal) {
    AiMessage message = response.aiMessage();
    String text = orEmpty(message.text());
    String reasoning = orEmpty(message.thinking());
    var ids = new CallIds(request.messages());
    List<ToolCall> calls =
        message.toolExecutionRequests().stream().map(it -> call(it, ids)).toList();
    Usage usage = usage(response.metadata().tokenUsage());
    if (usage == null) {
      usage = Tokens.estimate(request.messages(), text + refusal, reasoning, calls);
    }
    Finish finish = finish(response, calls);
    if (text.isEmpty() && calls.isEmpty() && !refusal.isEmpty()) {
      return new ModelReply(refusal, reasoning, calls, usage, Finish.REFUSED);
    }
    return new ModelReply(text, reasoning, calls, usage, finish);
  }

  private static Finish finish(ChatResponse response, List<ToolCall> calls) {
    return switch (response.metadata().finishReason()) {
      case LENGTH -> Finish.LENGTH;
      case CONTENT_FILTER -> Finish.REFUSED;
      case STOP, TOOL_EXECUTION, OTHER -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
      case null -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
    };
  }

  private static ToolCall call(ToolExecutionRequest request, CallIds ids) {
    String arguments = orEmpty(request.arguments());
    return new ToolCall(
        ids.next(orEmpty(request.id())),
        orEmpty(request.name()),
        arguments.isBlank() ? "{}" : arguments);
  }

  private static @Nullable Usage usage(@Nullable TokenUsage usage) {
    if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
      return null;
    }
    return new Usage(usage.inputTokenCount(), usage.outputTokenCount());
  }

  private static Map<String, Object> tool(Tool.Spec spec) {
    Object schema = JSON.convertValue(spec.schema(), Object.class);
    return Map.of(
        "type",
        "function",
        "function",
        Map.of("name", spec.name(), "description", spec.description(), "parameters", schema));
  }

  private static boolean says(Message message) {
    return !(message instanceof Message.System system && system.text().isBlank());
  }

  private static ChatMessage message(Message message) {
    return switch (message) {
      case Message.System it -> SystemMessage.from(it.text());
      case Message.User it -> UserMessage.from(it.text());
      case Message.Assistant it ->
          AiMessage.builder()
              .text(it.text().isEmpty() ? null : it.text())
              .toolExecutionRequests(it.calls().stream().map(Dialect::call).toList())
              .build();
      case Message.ToolResult it ->
          ToolExecutionResultMessage.from(it.callId(), it.tool(), it.text());
    };
  }

  private static ToolExecutionRequest call(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.callId())
        .name(call.tool())
        .arguments(call.arguments())
        .build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
