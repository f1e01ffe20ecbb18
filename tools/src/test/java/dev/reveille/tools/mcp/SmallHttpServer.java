package dev.reveille.tools.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server of the Model Context Protocol over streamable HTTP, by hand: {@code wait} answers when
 * it is let, {@code cut} loses its connection in the middle of an answer, {@code end} ends it
 * without a result, and what it is told it keeps.
 */
final class SmallHttpServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch let = new CountDownLatch(1);
  private final AtomicInteger sessions = new AtomicInteger(1);
  private final HttpServer server;

  SmallHttpServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  List<JsonNode> heard(String method) {
    return heard.stream().filter(it -> it.path("method").asString("").equals(method)).toList();
  }

  /** Calls of {@code wait} have their results. */
  void let() {
    let.countDown();
  }

  /** As one that was started again: it knows no session any more. */
  void forget() {
    sessions.incrementAndGet();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean leaks = exchange.getRequestHeaders().containsKey(WatchedHttpClient.REQUEST);
    if (leaks || !exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(leaks ? 400 : 405, -1);
      exchange.close();
      return;
    }
    JsonNode message = JSON.readTree(body);
    heard.add(message);
    String session = "session-" + sessions;
    String given = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
    if (!message.has("id") || given != null && !given.equals(session)) {
      exchange.sendResponseHeaders(message.has("id") ? 404 : 202, -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Mcp-Session-Id", session);
    String tool = message.at("/params/name").asString("");
    if (tool.equals("cut") || tool.equals("end")) {
      begin(exchange);
      if (tool.equals("cut")) {
        throw new IOException("the connection is lost, the answer without its end");
      }
      exchange.close();
      return;
    }
    byte[] answer =
        JSON.writeValueAsBytes(
            Map.of("jsonrpc", "2.0", "id", message.path("id"), "result", result(message)));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static void begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write("id: 1\ndata:\n\n".getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private Map<String, ?> result(JsonNode message) {
    return switch (message.path("method").asString()) {
      case "initialize" ->
          Map.of(
              "protocolVersion",
              message.at("/params/protocolVersion").asString(),
              "capabilities",
              Map.of("tools", Map.of()),
              "serverInfo",
              Map.of("name", "small", "version", "1"));
      case "tools/list" ->
          Map.of("tools", Stream.of("wait", "cut", "end").map(SmallHttpServer::tool).toList());
      case "tools/call" -> {
        try {
          let.await();
        } catch (InterruptedException gone) {
          Thread.currentThread().interrupt();
        }
        yield Map.of("content", List.of(Map.of("type", "text", "text", "at last")));
      }
      default -> Map.of();
    };
  }

  private static Map<String, ?> tool(String name) {
    return Map.of("name", name, "inputSchema", Map.of("type", "object"));
  }

  @Override
  public void close() {
    let();
    server.stop(0);
  }
}
