package dev.reveille.server.telemetry.trace;

import dev.reveille.core.ModelReply;
import dev.reveille.core.ToolCall;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was said, in spans; left out altogether unless it was asked for. */
record Content(boolean captured) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Longer texts are cut: a span is no archive, the journal is. */
  private static final int MOST = 8_000;

  void prompt(AttributesBuilder span, String prompt) {
    if (captured) {
      span.put(GenAi.INPUT, message("user", prompt).toString());
    }
  }

  void reply(AttributesBuilder span, ModelReply reply) {
    if (captured) {
      ArrayNode messages = message("assistant", reply.text());
      ArrayNode parts = (ArrayNode) messages.get(0).get("parts");
      for (ToolCall call : reply.calls()) {
        ObjectNode part = parts.addObject();
        part.put("type", "tool_call").put("id", call.callId()).put("name", call.tool());
        part.put("arguments", cut(call.arguments()));
      }
      span.put(GenAi.OUTPUT, messages.toString());
    }
  }

  void result(AttributesBuilder span, @Nullable String arguments, String result) {
    if (captured) {
      if (arguments != null) {
        span.put(GenAi.ARGUMENTS, cut(arguments));
      }
      span.put(GenAi.RESULT, cut(result));
    }
  }

  private static ArrayNode message(String role, String text) {
    ArrayNode messages = JSON.createArrayNode();
    ObjectNode message = messages.addObject().put("role", role);
    message.putArray("parts").addObject().put("type", "text").put("content", cut(text));
    return messages;
  }

  private static String cut(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }
}
