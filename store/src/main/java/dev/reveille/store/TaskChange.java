package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Views.TaskRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one task since the query tables were last brought up to date. */
final class TaskChange {
  final TaskId id;

  /** Its first entry, if it is new. */
  Entry.@Nullable TaskQueued queued;

  long position;
  Instant queuedAt = Instant.EPOCH;
  @Nullable Integer attempt;
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;
  long lastSeq;
  private @Nullable TaskState end;

  TaskChange(TaskId id) {
    this.id = id;
  }

  void queued(Entry.TaskQueued entry, long at, Instant when) {
    queued = entry;
    position = at;
    queuedAt = when;
  }

  void happened(Entry.OfTask entry, long seq, Instant at) {
    switch (entry) {
      case Entry.TaskStarted e -> {
        attempt = e.attempt();
        startedAt = startedAt == null ? at : startedAt;
      }
      case Entry.TaskEnded e -> {
        end = TaskState.of(e);
        endedAt = at;
        lastSeq = seq;
      }
      case Entry.OfTask e -> {} // it may have changed the state, which the agent knows
    }
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
   * Its row, if these are all of its changes from the first on.
   *
   * @param agent as it is after all of these changes
   */
  TaskRow row(Agent agent, Entry.TaskQueued first) {
    return new TaskRow(
        position,
        id,
        state(agent),
        first.priority(),
        first.threadId(),
        first.origin(),
        attempt == null ? 0 : attempt,
        queuedAt,
        startedAt,
        endedAt,
        lastSeq);
  }

  boolean hasEnded() {
    return end != null;
  }
}
