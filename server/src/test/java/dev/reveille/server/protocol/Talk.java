package dev.reveille.server.protocol;

import dev.reveille.server.http.WireClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of either transport that keeps notifications for later. */
interface Talk extends AutoCloseable {
  JsonMapper JSON = JsonMapper.shared();

  /** Sends a frame and waits for its answer. */
  JsonNode call(String frame) throws IOException, InterruptedException;

  /** The next notification, waited for. */
  JsonNode heard() throws IOException;

  @Override
  void close() throws IOException;

  static Talk http(URI server) {
    HttpClient client = HttpClient.newHttpClient();
    return new Talk() {
      @Override
      public JsonNode call(String frame) throws IOException, InterruptedException {
        HttpRequest request =
            HttpRequest.newBuilder(server.resolve("/rpc"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(frame))
                .build();
        return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      }

      @Override
      public JsonNode heard() {
        throw new IllegalStateException("HTTP has no notifications");
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  static Talk webSocket(URI server) throws IOException {
    WireClient client = WireClient.webSocket(server);
    return new Talk() {
      private final Queue<JsonNode> heard = new ArrayDeque<>();

      @Override
      public JsonNode call(String frame) throws IOException {
        client.text(frame);
        while (true) {
          JsonNode message = JSON.readTree(client.next());
          if (!message.has("method")) {
            return message;
          }
          heard.add(message);
        }
      }

      @Override
      public JsonNode heard() throws IOException {
        JsonNode first = heard.poll();
        return first != null ? first : JSON.readTree(client.next());
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }
}
