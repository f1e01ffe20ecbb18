package dev.reveille.server.telemetry;

import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the tasks that run have last come on. It holds what runs in this process, and no more: a
 * task that rests, waits or is over is dropped. After a restart each running task is taken up anew,
 * on record, and so is known again.
 */
final class RunningTasks {
  private final Map<TaskId, Instant> moved = new ConcurrentHashMap<>();

  /** A task that has not come on for long. */
  record Stuck(TaskId task, Instant since) {}

  void hear(Journal.Recorded row) {
    for (Entry entry : row.entries()) {
      if (entry instanceof Entry.OfTask e) {
        hear(row, e);
      } else if (entry instanceof Entry.AgentDeleted) {
        moved.keySet().removeIf(task -> task.agent().equals(row.agent()));
      }
    }
  }

  private void hear(Journal.Recorded row, Entry.OfTask entry) {
    TaskId task = new TaskId(row.agent(), entry.task());
    switch (entry) {
      case Entry.TaskStarted _ -> moved.put(task, row.at());
      case Entry.TaskEnded _ -> moved.remove(task);
      case Entry.ToolSuspended _,
          Entry.ApprovalRequested _,
          Entry.TaskOverBudget _,
          Entry.TaskRetrying _,
          Entry.TaskDeferred _,
          Entry.TaskInterrupted _ ->
          moved.remove(task);
      case Entry.OfTask _ -> moved.computeIfPresent(task, (id, at) -> row.at());
    }
  }

  /** Those that run and have nothing on record for so long, the longest first. */
  List<Stuck> stuck(Instant now, Duration longerThan) {
    Instant before = now.minus(longerThan);
    return moved.entrySet().stream()
        .filter(entry -> entry.getValue().isBefore(before))
        .map(entry -> new Stuck(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(Stuck::since))
        .toList();
  }
}
