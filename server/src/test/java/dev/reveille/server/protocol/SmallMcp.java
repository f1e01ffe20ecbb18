package dev.reveille.server.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An MCP server over HTTP: {@code pay} does something, {@code look} changes nothing. */
final class SmallMcp implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();

  /** Nobody is answered before {@link #open}. */
  SmallMcp(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  SmallMcp open() {
    answers.countDown();
    return openButSilent();
  }

  /** All is answered but calls of tools. */
  SmallMcp openButSilent() {
    opened.countDown();
    return this;
  }

  /** Calls of its tools. */
  int calls() {
    return calls.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      opened.await();
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      JsonNode message = JSON.readTree(body);
      if (!message.has("id")) {
        exchange.sendResponseHeaders(202, -1);
        return;
      }
      String method = message.path("method").asString("");
      if (method.equals("tools/call")) {
        calls.incrementAndGet();
        answers.await();
      }
      String text =
          "{\"jsonrpc\": \"2.0\", \"id\": %s, \"result\": %s}"
              .formatted(message.get("id"), result(method));
      byte[] answer = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private String result(String method) {
    return switch (method) {
      case "initialize" ->
          "{\"protocolVersion\": \"2025-06-18\", \"capabilities\": {\"tools\": {}},"
              + " \"serverInfo\": {\"name\": \"small\", \"version\": \"1\"}}";
      case "tools/list" ->
          "{\"tools\": [{\"name\": \"pay\", \"inputSchema\": {\"type\": \"object\"}},"
              + " {\"name\": \"look\", \"inputSchema\": {\"type\": \"object\"},"
              + " \"annotations\": {\"readOnlyHint\": true}}]}";
      case "tools/call" ->
          "{\"content\": [{\"type\": \"text\", \"text\": \"done " + calls + "\"}]}";
      default -> "{}";
    };
  }

  @Override
  public void close() {
    open();
    server.stop(0);
  }
}
