package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A feed whose cursors are places in a list. It can break: after every so many notifications the
 * connection is cut, and the rest comes to whoever subscribes with a cursor.
 */
final class StubFeed {

  private final List<JsonNode> log = new ArrayList<>();
  private final List<JsonNode> subscriptions = new ArrayList<>();
  private final List<StubSocket> live = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private int cutEvery = Integer.MAX_VALUE;

  synchronized StubFeed cutEvery(int notifications) {
    cutEvery = notifications;
    return this;
  }

  /** Something happens, and whoever listens hears of it. */
  synchronized void publish(String method, String params) {
    ObjectNode json = (ObjectNode) Json.parse(params);
    json.put("cursor", "c" + (log.size() + 1));
    ObjectNode notification = Json.object().put("jsonrpc", "2.0").put("method", method);
    notification.set("params", json);
    log.add(notification);
    tellAll(notification);
  }

  /** Something that is told now or never. */
  synchronized void tell(String method, String params) {
    ObjectNode notification = Json.object().put("jsonrpc", "2.0").put("method", method);
    notification.set("params", Json.parse(params));
    tellAll(notification);
  }

  private void tellAll(JsonNode notification) {
    for (StubSocket socket : List.copyOf(live)) {
      try {
        socket.send(notification);
      } catch (IOException gone) {
        live.remove(socket);
      }
    }
  }

  synchronized void cut() throws IOException {
    for (StubSocket socket : List.copyOf(live)) {
      socket.close();
    }
    live.clear();
  }

  synchronized List<JsonNode> subscriptions() {
    return List.copyOf(subscriptions);
  }

  synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  void serve(StubSocket socket) throws IOException {
    while (true) {
      JsonNode call = socket.receive();
      subscribe(socket, call);
    }
  }

  private synchronized void subscribe(StubSocket socket, JsonNode call) throws IOException {
    subscriptions.add(call.path("params"));
    authorizations.add(socket.authorization());
    String cursor = Json.text(call.path("params"), "cursor");
    int from = cursor.isEmpty() ? log.size() : Integer.parseInt(cursor.substring(1));
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", call.path("id"));
    answer.set("result", Json.object().put("subscriptionId", "s1").put("cursor", "c" + from));
    socket.send(answer);
    int sent = 0;
    for (JsonNode notification : List.copyOf(log.subList(from, log.size()))) {
      if (sent++ == cutEvery) {
        socket.close();
        return;
      }
      socket.send(notification);
    }
    live.add(socket);
  }
}
