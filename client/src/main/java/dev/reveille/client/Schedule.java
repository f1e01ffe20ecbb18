package dev.reveille.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What gives an agent a task at certain times.
 *
 * @param task what it is to do
 * @param schedule a cron, {@code @every 30s}, or an instant
 * @param overlap {@code skip}, {@code queue} or {@code cancelPrevious}
 * @param missed {@code runOnce}, {@code skip} or {@code catchUp}
 * @param runs how often it has fired
 * @param next when it is due; null if it is paused or over
 * @param nextRuns up to five; empty in lists
 * @param firings its ledger, the newest first; empty in lists
 */
public record Schedule(
    String agentId,
    String scheduleId,
    String task,
    String schedule,
    String timezone,
    Priority priority,
    String overlap,
    String missed,
    @Nullable Integer maxRuns,
    boolean paused,
    int runs,
    @Nullable Instant next,
    List<Instant> nextRuns,
    List<Firing> firings) {
  public Schedule {
    nextRuns = Json.orEmpty(nextRuns);
    firings = Json.orEmpty(firings);
  }

  /**
   * One line of the ledger.
   *
   * @param outcome {@code fired}, {@code skipped} or {@code missed}
   * @param taskId the task that came of it; null if none did
   */
  public record Firing(
      String firingId,
      Instant dueAt,
      String outcome,
      @Nullable String why,
      @Nullable String taskId,
      boolean byHand,
      Instant at) {}
}
