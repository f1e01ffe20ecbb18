package dev.reveille.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task with its steps.
 *
 * @param taskId {@code agentId/number}
 * @param origin who wanted it: {@code client}, {@code schedule:…}, {@code mail:…} and the like
 * @param result the final answer; null unless it has succeeded
 * @param error what last went wrong, or why it ended otherwise than well
 */
public record Task(
    String taskId,
    String agentId,
    TaskState state,
    String prompt,
    Priority priority,
    String origin,
    @Nullable String threadId,
    int attempt,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String result,
    @Nullable String error,
    Usage usage,
    List<Step> steps) {
  public Task {
    steps = Json.orEmpty(steps);
  }

  /**
   * Something that happened in a task.
   *
   * @param kind {@code model}, {@code tool}, {@code steer}, {@code nudge}, {@code approval}, {@code
   *     budget}, {@code compaction} or {@code trouble}; more may come
   * @param step the model call that it belongs to, from 1
   * @param outcome of a tool's call
   * @param model which model replied
   */
  public record Step(
      long seq,
      Instant at,
      String kind,
      int step,
      String text,
      List<Call> calls,
      @Nullable String callId,
      @Nullable String outcome,
      @Nullable String model) {
    public Step {
      calls = Json.orEmpty(calls);
    }
  }

  /**
   * A call of a tool.
   *
   * @param arguments the text that the model wrote
   */
  public record Call(String callId, String tool, String arguments) {}

  /** One line of a list of tasks. */
  public record Row(
      String taskId,
      String agentId,
      TaskState state,
      Priority priority,
      @Nullable String threadId,
      String origin,
      int attempt,
      Instant queuedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {}
}
