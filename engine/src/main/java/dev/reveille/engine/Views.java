package dev.reveille.engine;

import dev.reveille.core.AgentState;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query tables: projections of the journal, of all that was durable when a call began. They can
 * be dropped and rebuilt. All methods block; pages are bounded by their {@code limit}.
 */
public interface Views {

  /** Agents by name, after a name. */
  List<AgentRow> agents(AgentFilter filter, String after, int limit);

  Optional<AgentRow> agent(String agentId);

  /** Tasks, the newest first, before a cursor. */
  List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit);

  Optional<TaskRow> task(TaskId id);

  /**
   * The last {@code limit} tasks of one thread whose numbers are below {@code before}, oldest
   * first: what was said before a task.
   */
  List<TaskRow> thread(String agentId, String threadId, long before, int limit);

  /** Open dead letters, the newest first, before a cursor. */
  List<DeadLetter> deadLetters(@Nullable String agentId, @Nullable Long before, int limit);

  record AgentFilter(
      @Nullable AgentState state, @Nullable String definition, @Nullable String prefix) {}

  record TaskFilter(@Nullable String agentId, @Nullable TaskState state) {}

  /**
   * @param running tasks that run
   * @param queued unfinished tasks that do not
   * @param wakeAt when it has something to do by itself; null if only a command moves it
   */
  record AgentRow(
      String agentId,
      AgentState state,
      String definition,
      Instant createdAt,
      Instant since,
      int running,
      int queued,
      @Nullable Instant wakeAt,
      int errorCount,
      @Nullable Instant lastActive,
      long seq) {}

  /**
   * @param cursor its place in the order of all tasks
   * @param startedAt when it was taken up for the first time
   * @param lastSeq number of the entry that ended it, or 0
   */
  record TaskRow(
      long cursor,
      TaskId id,
      TaskState state,
      Priority priority,
      @Nullable String threadId,
      String origin,
      int attempt,
      Instant queuedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      long lastSeq) {}

  record DeadLetter(long cursor, TaskId task, String reason, Instant at) {}
}
