package dev.reveille.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about events. They throw what {@link ReveilleClient#call} throws. */
public final class Events {
  private final ReveilleClient client;

  Events(ReveilleClient client) {
    this.client = client;
  }

  /**
   * Publishes an event. When this returns, it is on disk.
   *
   * @param name such as {@code build.failed}
   * @param data any JSON
   * @return its eventId
   */
  public String publish(String name, JsonNode data, Priority priority) throws IOException {
    ObjectNode params = Json.object().put("event", name).put("priority", priority.wire());
    params.set("data", data);
    params.put("eventId", UUID.randomUUID().toString());
    return Json.text(client.call("broadcastEvent", params), "eventId");
  }

  /**
   * Lets an agent hear events, each of which gives it a task. A subscription of that name is
   * replaced.
   *
   * @param names with {@code *} as wildcard
   * @param prompt of the task; null: the server's own words
   */
  public void subscribe(
      String agentId, String subscriptionId, List<String> names, @Nullable String prompt)
      throws IOException {
    ObjectNode named = Agents.named(agentId).put("subscriptionId", subscriptionId);
    JsonNode params = new Params(named).with("events", names).with("prompt", prompt).json();
    client.call("subscribeAgent", params);
  }

  public void unsubscribe(String agentId, String subscriptionId) throws IOException {
    client.call("unsubscribeAgent", Agents.named(agentId).put("subscriptionId", subscriptionId));
  }

  /**
   * A page of what was published, the newest first.
   *
   * @param name with {@code *} as wildcard; null: all
   * @param cursor of the page before; empty for the first
   */
  public Page<Event> list(@Nullable String name, Optional<String> cursor) throws IOException {
    JsonNode params = new Params().with("event", name).with("cursor", cursor.orElse(null)).json();
    return Page.of(client.call("listEvents", params), "events", Event.class);
  }
}
