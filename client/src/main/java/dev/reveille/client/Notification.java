package dev.reveille.client;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened on the server.
 *
 * @param method the protocol's name of it, such as {@code async.task.completed}
 * @param params its details
 */
public record Notification(String method, JsonNode params) {

  private static final String PREFIX = "async.";
  private static final String TOKEN = "async.task.token";
  private static final String LAGGED = "async.feed.lagged";

  /** The method without {@code async.} */
  public String kind() {
    return method.startsWith(PREFIX) ? method.substring(PREFIX.length()) : method;
  }

  public String agentId() {
    return Json.text(params, "agentId");
  }

  /** The task that it is about; empty if it is about none. */
  public String taskId() {
    return Json.text(params, "taskId");
  }

  /** A field of it as text; empty if there is none. */
  public String text(String field) {
    return Json.text(params, field);
  }

  /** RFC 3339; empty if the server gave none. */
  public String at() {
    return Json.text(params, "at");
  }

  /** Where in the feed this stands; resuming from it delivers what comes after. */
  public Optional<String> cursor() {
    return Optional.of(Json.text(params, "cursor")).filter(text -> !text.isEmpty());
  }

  /** False for pieces of a model's reply, which are told while they are written and never again. */
  public boolean isDurable() {
    return !method.equals(TOKEN);
  }

  /** The server skipped something because this reader was too slow. */
  boolean isLagged() {
    return method.equals(LAGGED);
  }
}
