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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server of the Model Context Protocol over streamable HTTP, by hand: its one tool never answers,
 * and what it is told it keeps.
 */
final class SmallHttpServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
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

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(405, -1);
      exchange.close();
      return;
    }
    JsonNode message = JSON.readTree(body);
    heard.add(message);
    if (!message.has("id")) {
      exchange.sendResponseHeaders(202, -1);
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
          Map.of("tools", List.of(Map.of("name", "wait", "inputSchema", Map.of("type", "object"))));
      case "tools/call" -> {
        try {
          closed.await();
        } catch (InterruptedException gone) {
          Thread.currentThread().interrupt();
        }
        yield Map.of("content", List.of());
      }
      default -> Map.of();
    };
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
