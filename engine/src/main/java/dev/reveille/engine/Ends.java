package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waits for the ends of tasks wherever they run: the journal says it, and everybody hears it. */
final class Ends {
  private final Journal journal;
  private final Map<TaskId, List<CountDownLatch>> awaited = new ConcurrentHashMap<>();

  Ends(Journal journal) {
    this.journal = journal;
  }

  void hear(List<Journal.Recorded> rows) {
    if (awaited.isEmpty()) {
      return;
    }
    for (Journal.Recorded row : rows) {
      for (Entry entry : row.entries()) {
        switch (entry) {
          case Entry.TaskEnded ended -> over(new TaskId(row.agent(), ended.task()));
          case Entry.AgentDeleted gone -> deleted(row.agent());
          default -> {} // nothing ends with it
        }
      }
    }
  }

  private void over(TaskId task) {
    awaited.getOrDefault(task, List.of()).forEach(CountDownLatch::countDown);
  }

  private void deleted(AgentId agent) {
    awaited.keySet().stream().filter(task -> task.agent().equals(agent)).forEach(this::over);
  }

  /** Blocks until the task has ended; false if it has not in time. */
  boolean await(TaskId task, Duration patience) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    awaited.merge(task, List.of(ended), Ends::both);
    try {
      // It may have ended before anybody listened: then the journal folds to a state without it.
      journal.load(
          task.agent(),
          new Journal.Loading() {
            @Override
            public void loaded(Agent agent) {
              if (agent.seq() >= task.seq() && agent.tasks().get(task.seq()) == null) {
                ended.countDown();
              }
            }

            @Override
            public void failed(Journal.Refusal refusal) {} // it is heard of, or waited for in vain
          });
      return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      awaited.computeIfPresent(task, (id, all) -> without(all, ended));
    }
  }

  private static List<CountDownLatch> both(List<CountDownLatch> a, List<CountDownLatch> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  private static @Nullable List<CountDownLatch> without(
      List<CountDownLatch> all, CountDownLatch gone) {
    List<CountDownLatch> rest = all.stream().filter(it -> it != gone).toList();
    return rest.isEmpty() ? null : rest;
  }
}
