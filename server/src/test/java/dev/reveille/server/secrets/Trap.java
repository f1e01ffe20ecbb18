package dev.reveille.server.secrets;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Another host: whatever is sent there was sent to the wrong one. */
final class Trap implements AutoCloseable {
  private final ByteArrayOutputStream caught = new ByteArrayOutputStream();
  private final HttpServer server;

  Trap() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String head = exchange.getRequestURI() + " " + Map.copyOf(exchange.getRequestHeaders());
            caught.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            caught.writeBytes(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(404, -1);
          }
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  byte[] caught() {
    return caught.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
