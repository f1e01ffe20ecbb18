package dev.reveille.client;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An agent as a line of {@code top}.
 *
 * @param doing what its running task does; empty if none runs, or nobody has told yet
 * @param tokens that it has used in all; 0 if nobody has told yet
 */
record TopAgent(
    String id,
    String state,
    int running,
    int queued,
    Optional<Instant> wakeAt,
    Optional<Instant> lastActive,
    int errors,
    String doing,
    long tokens) {

  /** By what lines are ordered; {@code s} takes the next one. */
  enum Order {
    ACTIVITY(
        Comparator.comparing((TopAgent agent) -> agent.running == 0)
            .thenComparing(agent -> agent.queued == 0)
            .thenComparing(
                agent -> agent.lastActive.orElse(Instant.EPOCH), Comparator.reverseOrder())),
    NAME(Comparator.comparing(agent -> "")),
    STATE(Comparator.comparing(TopAgent::state)),
    QUEUE(Comparator.comparing((TopAgent agent) -> -agent.queued)),
    WAKE(Comparator.comparing(agent -> agent.wakeAt.orElse(Instant.MAX))),
    TOKENS(Comparator.comparing(agent -> -agent.tokens));

    private final Comparator<TopAgent> comparator;

    Order(Comparator<TopAgent> comparator) {
      this.comparator = comparator;
    }

    Comparator<TopAgent> comparator() {
      return comparator.thenComparing(TopAgent::id);
    }

    Order next() {
      return values()[(ordinal() + 1) % values().length];
    }
  }

  /** Of a row that listAgents has answered. */
  static TopAgent of(JsonNode row) {
    return new TopAgent(
        Json.text(row, "agentId"),
        Json.text(row, "state"),
        row.path("running").asInt(0),
        row.path("queued").asInt(0),
        Text.instant(Json.text(row, "wakeAt")),
        Text.instant(Json.text(row, "lastActive")),
        row.path("errorCount").asInt(0),
        "",
        0);
  }

  /** With what getAgent has answered of it. */
  TopAgent with(JsonNode agent) {
    JsonNode task = agent.path("running").path(0);
    long used =
        agent.path("usage").path("inputTokens").asLong(0)
            + agent.path("usage").path("outputTokens").asLong(0);
    String doing =
        task.isObject()
            ? doing(Json.text(task, "taskId"), Json.text(task, "steps"), task.path("calls").path(0))
            : "";
    return new TopAgent(id, state, running, queued, wakeAt, lastActive, errors, doing, used);
  }

  private static String doing(String task, String step, JsonNode call) {
    String tool = Json.text(call, "tool");
    return "%s step %s %s".formatted(task, step, tool.isEmpty() ? "thinks" : "calls " + tool);
  }
}
