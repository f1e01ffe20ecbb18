package dev.reveille.server.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/**
 * A provider on loopback that speaks OpenAI's protocol. It says what it is told to, and refuses
 * requests that are longer than it takes.
 */
final class TinyProvider implements AutoCloseable {
  private static final String TOO_LONG =
      """
      {"error": {"message": "This model's maximum context length is 100 tokens.",
        "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}}
      """;

  private final HttpServer server;
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private volatile int takes = Integer.MAX_VALUE;
  private final Queue<String> silences = new ConcurrentLinkedQueue<>();
  private volatile String says = "done";

  TinyProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** As the configuration names it. */
  String config() {
    return """
    [{"name": "tiny", "dialect": "openai", "baseUrl": "http://127.0.0.1:%d/v1",
      "settings": {"topP": 0.25}}]\
    """
        .formatted(server.getAddress().getPort());
  }

  /** From now on it refuses requests of more characters. */
  void takes(int chars) {
    takes = chars;
  }

  void says(String text) {
    says = text;
  }

  /** Before that it says nothing, as often as there are reasons to finish. */
  void saysNothing(String... finishes) {
    silences.addAll(List.of(finishes));
  }

  List<JsonNode> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(Talk.JSON.readTree(body));
    String silence = silences.poll();
    boolean tooLong = body.length() > takes;
    String answer =
        tooLong
            ? TOO_LONG
            : "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                + Talk.JSON.writeValueAsString(silence == null ? says : "")
                + "},\"finish_reason\":\""
                + (silence == null ? "stop" : silence)
                + "\"}]}\n\ndata: [DONE]\n\n";
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    String type = tooLong ? "application/json" : "text/event-stream";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(tooLong ? 400 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
