package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.Entry;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Views.TaskRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task since the query tables were last brought up to date. Of the entries only
 * what the tables want is kept, so that prompts do not stay in memory.
 */
final class TaskChange {
  final TaskId id;

  // Of its first entry, if it is new; else position is 0.
  private long position;
  private Priority priority = Priority.NORMAL;
  private @Nullable String threadId;
  private String origin = "";
  private Instant queuedAt = Instant.EPOCH;

  @Nullable Integer attempt;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;
  long lastSeq;
  private @Nullable TaskState end;

  TaskChange(TaskId id) {
    this.id = id;
  }

  void queued(Entry.TaskQueued entry, long at, Instant when) {
    position = at;
    priority = entry.priority();
    threadId = entry.threadId();
    origin = entry.origin();
    queuedAt = when;
  }

  /** With the instants of where it was done. */
  void imported(Entry.TaskImported entry, long at) {
    position = at;
    priority = entry.priority();
    origin = "import:" + entry.source();
    queuedAt = entry.queuedAt();
    attempt = entry.attempt();
    startedAt = entry.startedAt();
    endedAt = entry.endedAt();
    end = entry.state();
    lastSeq = id.seq();
  }

  void started(Entry.TaskStarted entry, Instant at) {
    attempt = entry.attempt();
    startedAt = startedAt == null ? at : startedAt;
  }

  void ended(Entry.TaskEnded entry, long seq, Instant at) {
    end = TaskState.of(entry);
    endedAt = at;
    lastSeq = seq;
  }

  boolean isNew() {
    return position > 0;
  }

  boolean hasEnded() {
    return end != null;
  }

  /**
   * Its state now.
   *
   * @param agent as it is after all of these changes
   */
  TaskState state(Agent agent) {
    if (end != null) {
      return end;
    }
    Task task = agent.tasks().get(id.seq());
    if (task == null) {
      throw new IllegalStateException("task " + id + " is not open and has not ended");
    }
    return task.state();
  }

  /**
   * Its row, if it is new.
   *
   * @param agent as it is after all of these changes
   */
  TaskRow row(Agent agent) {
    return new TaskRow(
        position,
        id,
        state(agent),
        priority,
        threadId,
        origin,
        attempt == null ? 0 : attempt,
        queuedAt,
        startedAt,
        endedAt,
        lastSeq);
  }
}
