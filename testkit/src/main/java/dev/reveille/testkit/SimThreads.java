package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Threads;
import dev.reveille.engine.Views;
import java.util.List;
import java.util.TreeMap;

/** What the engine itself asks, answered anew from the journal at every call. */
final class SimThreads implements Threads {
  private final SimStore store;

  SimThreads(SimStore store) {
    this.store = store;
  }

  @Override
  public List<Views.TaskRow> thread(String agentId, String threadId, long before, int limit) {
    store.mustAnswer();
    TreeMap<Long, Views.TaskRow> found = new TreeMap<>();
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
    List<Views.TaskRow> all = List.copyOf(found.values());
    return all.subList(Math.max(0, all.size() - limit), all.size());
  }

  private static Views.TaskRow rowOf(
      Journal.Recorded row, long seq, Entry.TaskQueued e, TaskState state, long end) {
    return new Views.TaskRow(
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

  private static Views.TaskRow ended(Views.TaskRow open, Entry.TaskEnded e, long end) {
    return new Views.TaskRow(
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
}
