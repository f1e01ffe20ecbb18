package dev.reveille.core;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Folds every reason to run later into one instant. */
final class Due {
  private @Nullable Wake first;

  private Due() {}

  static Optional<Wake> nextWake(Agent agent, Instant now) {
    Due due = new Due();
    Sleep sleep = agent.sleep();
    if (sleep != null && sleep.until() != null && agent.life() == Agent.Life.STARTED) {
      due.at(sleep.until(), "its sleep ends");
    }
    boolean mayStart = agent.life() == Agent.Life.STARTED && sleep == null;
    for (Task task : agent.tasks()) {
      due.of(agent, task, now, mayStart);
    }
    return Optional.ofNullable(due.first);
  }

  private void of(Agent agent, Task task, Instant now, boolean mayStart) {
    for (Task.Call call : task.calls()) {
      if (call.wakeAt() != null) {
        at(call.wakeAt(), "task " + agent.id() + '/' + task.seq() + " has slept enough");
      }
    }
    if (task.isRunning()) {
      Instant deadline = task.deadline();
      if (deadline != null) {
        at(deadline, "task " + agent.id() + '/' + task.seq() + " times out");
      }
      return;
    }
    if (task.expiresAt() != null) {
      at(task.expiresAt(), "task " + agent.id() + '/' + task.seq() + " expires");
    }
    // Once this has passed the task waits for a place to run in, not for time.
    Instant notBefore = task.notBefore();
    if (mayStart && notBefore != null && notBefore.isAfter(now) && !task.rests()) {
      at(notBefore, "task " + agent.id() + '/' + task.seq() + " may start");
    }
  }

  private void at(Instant instant, String cause) {
    if (first == null || instant.isBefore(first.at())) {
      first = new Wake(instant, cause);
    }
  }
}
