package dev.reveille.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An agent, with what most callers want to know of it; {@code call("getAgent", …)} answers the
 * rest.
 *
 * @param definition null if it has one of its own
 * @param why the reason for its state, for people
 * @param nextWake what is due next; null if nothing is
 * @param running tasks that run, at most 100
 * @param waiting tasks that are queued or wait, at most 100
 * @param seq how many entries its journal has
 */
public record Agent(
    String agentId,
    @Nullable String definition,
    String description,
    AgentState state,
    Instant since,
    String why,
    @Nullable NextWake nextWake,
    Queue queue,
    List<Open> running,
    List<Open> waiting,
    Usage usage,
    long errorCount,
    @Nullable String lastError,
    @Nullable Instant lastActive,
    int deadLetters,
    JsonNode config,
    long seq) {
  public Agent {
    running = Json.orEmpty(running);
    waiting = Json.orEmpty(waiting);
  }

  /** An instant at which something is due, and what. */
  public record NextWake(Instant at, String cause) {}

  /**
   * Tasks that do not run yet.
   *
   * @param oldestAt since when the oldest waits; null if there is none
   */
  public record Queue(int depth, @Nullable Instant oldestAt) {}

  /**
   * A task that has not ended.
   *
   * @param steps model calls so far
   */
  public record Open(
      String taskId,
      TaskState state,
      Priority priority,
      @Nullable String threadId,
      Instant queuedAt,
      int attempt,
      int steps) {}

  /**
   * One line of a list of agents.
   *
   * @param wakeAt when something is due; null if nothing is
   */
  public record Row(
      String agentId,
      AgentState state,
      @Nullable String definition,
      Instant createdAt,
      Instant since,
      int running,
      int queued,
      @Nullable Instant wakeAt,
      long errorCount,
      @Nullable Instant lastActive,
      long seq) {}
}
