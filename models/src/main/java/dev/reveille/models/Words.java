package dev.reveille.models;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ToolCall;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our words in the library's. */
final class Words {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final String AS_JSON =
      "Your final answer must be one JSON value that follows this JSON schema, and nothing else, "
          + "no text around it and no code fence:\n";

  private Words() {}

  static List<ChatMessage> messages(Request request, Dialect dialect) {
    List<ChatMessage> messages = new ArrayList<>(request.messages().size());
    for (Message message : request.messages()) {
      if (says(message)) {
        messages.add(message(message, request, dialect));
      }
    }
    return messages;
  }

  /** The same, with the wanted schema as an instruction, for protocols that have no other way. */
  static Request instructed(Request request) {
    if (request.resultSchema() == null) {
      return request;
    }
    String instruction = AS_JSON + request.resultSchema();
    List<Message> messages = new ArrayList<>(request.messages());
    if (!messages.isEmpty() && messages.getFirst() instanceof Message.System system) {
      messages.set(0, new Message.System(system.text() + "\n\n" + instruction));
    } else {
      messages.addFirst(new Message.System(instruction));
    }
    return new Request(request.model(), messages, request.tools(), request.settings(), null);
  }

  private static boolean says(Message message) {
    return switch (message) {
      case Message.System it -> !it.text().isBlank();
      case Message.Assistant it -> !it.text().isBlank() || !it.calls().isEmpty();
      case Message.User it -> true;
      case Message.ToolResult it -> true;
    };
  }

  private static ChatMessage message(Message message, Request request, Dialect dialect) {
    return switch (message) {
      case Message.System it -> SystemMessage.from(it.text());
      case Message.User it -> user(it);
      case Message.Assistant it -> dialect.said(it, request);
      case Message.ToolResult it ->
          ToolExecutionResultMessage.builder()
              .id(dialect.callId(it.callId()))
              .toolName(it.tool())
              .text(it.text().isEmpty() ? "(nothing)" : it.text())
              .isError(it.isError())
              .build();
    };
  }

  private static UserMessage user(Message.User message) {
    if (message.images().isEmpty()) {
      return UserMessage.from(message.text());
    }
    List<Content> contents = new ArrayList<>();
    if (!message.text().isBlank()) {
      contents.add(TextContent.from(message.text()));
    }
    message.images().forEach(it -> contents.add(image(it)));
    return UserMessage.from(contents);
  }

  private static ImageContent image(Image image) {
    return image.isData()
        ? ImageContent.from(image.base64(), image.mediaType())
        : ImageContent.from(image.url());
  }

  /** A reply with its calls and nothing else. */
  static AiMessage.Builder said(Message.Assistant reply, List<ToolExecutionRequest> calls) {
    return AiMessage.builder()
        .text(reply.text().isEmpty() ? null : reply.text())
        .toolExecutionRequests(calls);
  }

  /** A call as the model wrote it, invalid JSON too. */
  static ToolExecutionRequest verbatim(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.callId())
        .name(call.tool())
        .arguments(call.arguments())
        .build();
  }

  /** A call for a protocol in which arguments are an object, not a text that should be one. */
  static ToolExecutionRequest asObject(ToolCall call, Dialect dialect) {
    JsonNode arguments = Heard.parse(call.arguments());
    String sound =
        arguments.isObject()
            ? call.arguments()
            : JSON.createObjectNode().put("invalid_json", call.arguments()).toString();
    return ToolExecutionRequest.builder()
        .id(dialect.callId(call.callId()))
        .name(call.tool())
        .arguments(sound)
        .build();
  }

  /** A tool as it is: the library's own schema types would lose what they do not know. */
  static Map<String, Object> tool(Tool.Spec spec, String schemaName) {
    Map<String, Object> tool = new LinkedHashMap<>();
    tool.put("name", spec.name());
    tool.put("description", spec.description());
    tool.put(schemaName, plain(spec.schema()));
    return tool;
  }

  /** A tree in maps and lists. */
  static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }

  /** What a reply was signed with, if it was this dialect's. */
  static Map<String, Object> signed(Message.Assistant reply, String name) {
    String signature = reply.signature();
    if (signature == null || !signature.startsWith(name + " ")) {
      return Map.of();
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    Heard.parse(signature.substring(name.length() + 1))
        .properties()
        .forEach(it -> attributes.put(it.getKey(), plain(it.getValue())));
    return attributes;
  }

  /** These attributes as a signature; empty if there are none. */
  static String signature(Map<String, Object> attributes, String name) {
    return attributes.isEmpty() ? "" : name + " " + JSON.valueToTree(attributes);
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
