package dev.reveille.server.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider that speaks OpenAI's protocol and repeats the key that it is sent, in every place that
 * the prompt asks for.
 */
final class LeakyProvider implements AutoCloseable {
  private final HttpServer server;
  private final String elsewhere;

  /**
   * @param elsewhere where it redirects to
   */
  LeakyProvider(String elsewhere) throws IOException {
    this.elsewhere = elsewhere;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** What it does; the prompt names one of them. */
  static final List<String> FAULTS =
      List.of(
          "401 body",
          "401 basic",
          "400 plain",
          "403 headers",
          "302 elsewhere",
          "307 elsewhere",
          "200 type",
          "stream error",
          "stream garbage",
          "stream cut",
          "reply text",
          "reply calls",
          "reply cut at its length");

  /** It may pass: whoever hears it asks again, for hours. */
  static final String OUTAGE = "500 page";

  /** After it, the provider is not asked for a while. */
  static final String PUTS_OFF = "429 header";

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String key = bearer.replace("Bearer ", "");
    String fault =
        Stream.concat(FAULTS.stream(), Stream.of(OUTAGE, PUTS_OFF))
            .filter(it -> body.contains("DO " + it))
            .findFirst()
            .orElse("reply text");
    try (exchange) {
      switch (fault) {
        case "401 body" ->
            refuse(exchange, 401, error("Incorrect API key provided: " + key, "invalid_api_key"));
        case "401 basic" -> refuse(exchange, 401, error("Basic " + base64("u:" + key), "bad"));
        case "400 plain" -> refuse(exchange, 400, "x".repeat(280) + bearer);
        case "500 page" -> refuse(exchange, 500, "<html>Authorization: " + bearer + "</html>");
        case "403 headers" -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", bearer);
          exchange.getResponseHeaders().set("X-Debug", key);
          refuse(exchange, 403, "");
        }
        case "302 elsewhere", "307 elsewhere" -> {
          exchange.getResponseHeaders().set("Location", elsewhere + "/v1?key=" + key);
          refuse(exchange, Integer.parseInt(fault.substring(0, 3)), "gone to ?key=" + key);
        }
        case "200 type" -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json; key=" + key);
          refuse(exchange, 200, "{\"said\": \"" + key + "\"}");
        }
        case "429 header" -> {
          exchange.getResponseHeaders().set("Retry-After", key);
          refuse(exchange, 429, error("too many of " + key, "rate_limit_exceeded"));
        }
        case "stream error" -> stream(exchange, text("a"), error("broken by " + key, "x"));
        case "stream garbage" -> stream(exchange, text("a"), "{\"choices\": " + key);
        case "stream cut" -> stream(exchange, text("I got "), text(key));
        case "reply calls" -> stream(exchange, calls(key), finish("tool_calls"), "[DONE]");
        case "reply cut at its length" ->
            stream(exchange, text("half of it " + key), finish("length"), "[DONE]");
        default -> reply(exchange, key);
      }
    }
  }

  /** In pieces, so that no piece has all of it. */
  private static void reply(HttpExchange exchange, String key) throws IOException {
    int half = key.length() / 2;
    stream(
        exchange,
        text("your key is " + key.substring(0, half)),
        text(key.substring(half) + ", or "),
        text(base64("user:" + key)),
        finish("stop"),
        "[DONE]");
  }

  private static void refuse(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void stream(HttpExchange exchange, String... events) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (String event : events) {
      out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  private static String error(String message, String code) {
    return "{\"error\": {\"message\": %s, \"type\": \"e\", \"code\": \"%s\"}}"
        .formatted(json(message), code);
  }

  private static String text(String text) {
    return "{\"choices\": [{\"index\": 0, \"delta\": {\"content\": %s, \"reasoning_content\": %s}}]}"
        .formatted(json(text), json(text));
  }

  private static String calls(String key) {
    String arguments = json("{\"path\": " + json(key) + "}");
    return """
    {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "id": %s,
      "type": "function", "function": {"name": "read_file", "arguments": %s}}]}}]}\
    """
        .formatted(json("call-" + key), arguments)
        .replace("\n", " ");
  }

  private static String finish(String reason) {
    return "{\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"" + reason + "\"}]}";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
