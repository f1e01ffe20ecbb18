package dev.reveille.models;

import dev.reveille.models.FakeProvider.Wire;
import java.io.IOException;

/** How each provider's answers look on the wire: the shapes that they really send. */
enum Speech {
  OPENAI(new OpenAiDialect()) {
    @Override
    void start(Wire wire) throws IOException {
      wire.open().delta("{\"role\":\"assistant\",\"content\":\"\"}");
    }

    @Override
    void half(Wire wire, String text) throws IOException {
      wire.text(text);
    }

    @Override
    void text(Wire wire, String text) throws IOException {
      wire.text(text);
    }

    @Override
    void reasoning(Wire wire, String text) throws IOException {
      wire.delta("{\"reasoning_content\":\"" + text + "\"}");
    }

    @Override
    void call(Wire wire, int index, String id, String tool, String arguments) throws IOException {
      wire.delta(
          """
          {"tool_calls":[{"index":%d,"id":"%s","type":"function","function":{"name":"%s","arguments":"%s"}}]}\
          """
              .formatted(index, id, tool, arguments.replace("\"", "\\\"")));
    }

    @Override
    void end(Wire wire, End end) throws IOException {
      if (end == End.REFUSED) {
        wire.delta("{\"refusal\":\"I must not.\"}");
      }
      wire.finish(
          switch (end) {
            case STOP, REFUSED -> "stop";
            case TOOLS -> "tool_calls";
            case LENGTH -> "length";
          });
      wire.data(
          """
          {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,
          "prompt_tokens_details":{"cached_tokens":60}}}\
          """
              .replace("\n", ""));
      wire.done();
    }

    @Override
    String tooLong() {
      return """
      {"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages
       resulted in 130271 tokens. Please reduce the length of the messages.",
      "type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}\
      """
          .replace("\n", "");
    }

    @Override
    String error(String kind, int status, String said) {
      return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":null}}"
          .formatted(said, kind.isEmpty() ? "invalid_request_error" : kind + "_error");
    }
  },

  ANTHROPIC(new AnthropicDialect()) {
    @Override
    void start(Wire wire) throws IOException {
      event(
          wire.open(),
          "message_start",
          """
          "message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],
          "stop_reason":null,"usage":{"input_tokens":40,"cache_read_input_tokens":60,
          "cache_creation_input_tokens":0,"output_tokens":1}}\
          """);
      event(wire, "ping", "\"x\":0");
    }

    @Override
    void half(Wire wire, String text) throws IOException {
      block(wire, 0, "\"type\":\"text\",\"text\":\"\"");
      delta(wire, 0, "\"type\":\"text_delta\",\"text\":\"" + text + "\"");
    }

    @Override
    void text(Wire wire, String text) throws IOException {
      half(wire, text);
      event(wire, "content_block_stop", "\"index\":0");
    }

    @Override
    void reasoning(Wire wire, String text) throws IOException {
      block(wire, 9, "\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"");
      delta(wire, 9, "\"type\":\"thinking_delta\",\"thinking\":\"" + text + "\"");
      delta(wire, 9, "\"type\":\"signature_delta\",\"signature\":\"sig-1\"");
      event(wire, "content_block_stop", "\"index\":9");
    }

    @Override
    void call(Wire wire, int index, String id, String tool, String arguments) throws IOException {
      int at = index + 1;
      block(
          wire,
          at,
          "\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"%s\",\"input\":{}".formatted(id, tool));
      String json = arguments.replace("\"", "\\\"");
      delta(wire, at, "\"type\":\"input_json_delta\",\"partial_json\":\"" + json + "\"");
      event(wire, "content_block_stop", "\"index\":" + at);
    }

    @Override
    void end(Wire wire, End end) throws IOException {
      String reason =
          switch (end) {
            case STOP -> "end_turn";
            case TOOLS -> "tool_use";
            case LENGTH -> "max_tokens";
            case REFUSED -> "refusal";
          };
      event(
          wire,
          "message_delta",
          "\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":20}"
              .formatted(reason));
      event(wire, "message_stop", "\"x\":0");
      wire.end();
    }

    @Override
    String tooLong() {
      return error("invalid_request", 400, "prompt is too long: 215337 tokens > 200000 maximum");
    }

    @Override
    String error(String kind, int status, String said) {
      return "{\"type\":\"error\",\"error\":{\"type\":\"%s_error\",\"message\":\"%s\"}}"
          .formatted(kind, said);
    }

    private void block(Wire wire, int index, String block) throws IOException {
      event(
          wire, "content_block_start", "\"index\":" + index + ",\"content_block\":{" + block + "}");
    }

    private void delta(Wire wire, int index, String delta) throws IOException {
      event(wire, "content_block_delta", "\"index\":" + index + ",\"delta\":{" + delta + "}");
    }

    private void event(Wire wire, String type, String rest) throws IOException {
      String json = "{\"type\":\"" + type + "\"," + rest.replace("\n", "") + "}";
      wire.chunk("event: " + type + "\ndata: " + json + "\n\n");
    }
  },

  GEMINI(new GeminiDialect()) {
    @Override
    void start(Wire wire) throws IOException {
      wire.open();
    }

    @Override
    void half(Wire wire, String text) throws IOException {
      part(wire, "\"text\":\"" + text + "\"");
    }

    @Override
    void text(Wire wire, String text) throws IOException {
      half(wire, text);
    }

    @Override
    void reasoning(Wire wire, String text) throws IOException {
      part(wire, "\"text\":\"" + text + "\",\"thought\":true");
    }

    @Override
    void call(Wire wire, int index, String id, String tool, String arguments) throws IOException {
      part(
          wire,
          "\"functionCall\":{\"id\":\"%s\",\"name\":\"%s\",\"args\":%s},\"thoughtSignature\":\"sig-1\""
              .formatted(id, tool, arguments));
    }

    @Override
    void end(Wire wire, End end) throws IOException {
      String reason =
          switch (end) {
            case STOP, TOOLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case REFUSED -> "SAFETY";
          };
      wire.data(
          """
          {"candidates":[{"content":{"role":"model"},"finishReason":"%s","index":0}],"usageMetadata":
          {"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":15,
          "thoughtsTokenCount":5,"totalTokenCount":120},"modelVersion":"gemini","responseId":"r1"}\
          """
              .replace("\n", "")
              .formatted(reason));
      wire.end();
    }

    @Override
    String tooLong() {
      return """
      {"error":{"code":400,"message":"The input token count (1194087) exceeds the maximum number of tokens
       allowed (1048576).","status":"INVALID_ARGUMENT"}}\
      """
          .replace("\n", "");
    }

    @Override
    String error(String kind, int status, String said) {
      String google =
          switch (kind) {
            case "overloaded" -> "UNAVAILABLE";
            case "rate_limit" -> "RESOURCE_EXHAUSTED";
            case "authentication" -> "UNAUTHENTICATED";
            default -> "INTERNAL";
          };
      return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\"}}"
          .formatted(status, said, google);
    }

    private void part(Wire wire, String part) throws IOException {
      wire.data("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{" + part + "}]}}]}");
    }
  };

  /** How a reply ends. */
  enum End {
    STOP,
    TOOLS,
    LENGTH,
    REFUSED
  }

  final Dialect dialect;

  Speech(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The headers, and what comes before anything is said. */
  abstract void start(Wire wire) throws IOException;

  /** Text whose end is still to come. */
  abstract void half(Wire wire, String text) throws IOException;

  abstract void text(Wire wire, String text) throws IOException;

  abstract void reasoning(Wire wire, String text) throws IOException;

  abstract void call(Wire wire, int index, String id, String tool, String arguments)
      throws IOException;

  /** The finish, the count of 100 tokens in (60 of them cached) and 20 out, and the end. */
  abstract void end(Wire wire, End end) throws IOException;

  /** How it refuses a conversation that is longer than its model takes. */
  abstract String tooLong();

  /** A refusal's body, which is also how an event inside a stream looks. */
  abstract String error(String kind, int status, String said);
}
