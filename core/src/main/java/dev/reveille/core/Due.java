package dev.reveille.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    for (Schedule schedule : agent.schedules()) {
      due.at(schedule.firesAt(agent.id()), "schedule " + schedule.id() + " is due");
    }
    for (Mail mail : agent.mails()) {
      if (mail.isUnread()) {
        due.at(mail.expiresAt(), "mail " + agent.id() + '/' + mail.seq() + " expires");
      }
    }
    due.at(MailRules.checkAt(agent), "its mail is to be handled");
    due.at(TimeRules.idleEnd(agent), "it has been idle for idleTtlSeconds and is removed");
    boolean mayStart = agent.freePlaces() > 0;
    if (mayStart && agent.tasks().stream().anyMatch(t -> t.isReady(now))) {
      due.at(BudgetRules.refilledAt(agent, now), "its budget begins anew");
    }
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
      Instant spent = BudgetRules.timeEnd(agent, task, now);
      if (spent != null) {
        at(spent, "the running time of task " + agent.id() + '/' + task.seq() + " is spent");
      }
      return;
    }
    if (task.expiresAt() != null) {
      at(task.expiresAt(), "task " + agent.id() + '/' + task.seq() + " expires");
    }
    at(
        TaskRules.wakesAt(agent, task),
        "task " + agent.id() + '/' + task.seq() + " may start and wakes it");
    // Otherwise it waits for a place, or for another task of its thread, and not for time.
    Instant notBefore = BudgetRules.notBefore(agent, task, now);
    if (notBefore != null
        && notBefore.isAfter(now)
        && mayStart
        && !task.rests()
        && agent.isFirstOfItsThread(task)) {
      at(notBefore, "task " + agent.id() + '/' + task.seq() + " may start");
    }
  }

  /**
   * In whole milliseconds, as clock and journal count: rounded up, and so never too early. What
   * lies beyond the year 9999 cannot be told, and does not come.
   */
  private void at(@Nullable Instant exact, String cause) {
    if (exact == null || exact.isAfter(Check.LAST)) {
      return;
    }
    Instant whole = exact.truncatedTo(ChronoUnit.MILLIS);
    Instant instant = whole.equals(exact) ? whole : whole.plusMillis(1);
    if (first == null || instant.isBefore(first.at())) {
      first = new Wake(instant, cause);
    }
  }
}
