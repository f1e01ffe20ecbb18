package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one view that the engine itself reads, made anew from the journal at every call. */
final class SimViews implements Views {
  private final SimStore store;

  SimViews(SimStore store) {
    this.store = store;
  }

  @Override
  public List<TaskRow> thread(String agentId, String threadId, long before, int limit) {
    store.mustAnswer();
    TreeMap<Long, TaskRow> found = new TreeMap<>();
    for (Journal.Recorded row : store.ledger(new AgentId(agentId)).rows()) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.TaskQueued e && threadId.equals(e.threadId()) && seq < before) {
          found.put(seq, rowOf(row, seq, e, TaskState.QUEUED, 0));
        }
        if (entry instanceof Entry.TaskEnded e) {
          long end = seq;
          found.computeIfPresent(e.task(), (task, open) -> ended(open, e, end));
        }
        seq++;
      }
    }
    List<TaskRow> all = List.copyOf(found.values());
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private static TaskRow rowOf(
      Journal.Recorded row, long seq, Entry.TaskQueued e, TaskState state, long end) {
    return new TaskRow(
        row.position() + seq - row.seq(),
        new TaskId(row.agent(), seq),
        state,
        e.priority(),
        e.threadId(),
        e.origin(),
        0,
        row.at(),
        null,
        null,
        end);
  }

  private static TaskRow ended(TaskRow open, Entry.TaskEnded e, long end) {
    return new TaskRow(
        open.cursor(),
        open.id(),
        TaskState.of(e),
        open.priority(),
        open.threadId(),
        open.origin(),
        open.attempt(),
        open.queuedAt(),
        null,
        null,
        end);
  }

  @Override
  public List<AgentRow> agents(AgentFilter filter, String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<AgentRow> agent(String agentId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<TaskRow> task(TaskId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<DeadLetter> deadLetters(@Nullable String agentId, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }
}
