package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes due when time passes. */
final class TimeRules {
  private TimeRules() {}

  static Decision.@Nullable Rejected tick(Draft draft) {
    if (Rules.isPast(idleEnd(draft.agent()), draft.now())) {
      return Rules.delete(draft);
    }
    passed(draft);
    return null;
  }

  /** Does what is due, but for the end of an agent that has been idle. */
  static void passed(Draft draft) {
    for (Task task : draft.agent().tasks()) {
      Instant now = draft.now();
      for (Task.Call call : task.calls()) {
        if (Rules.isPast(call.wakeAt(), now)) {
          endRest(draft, task, call, "by time");
        }
      }
      if (Rules.isPast(task.deadline(), now)) {
        RunRules.timedOut(draft, task);
      } else if (task.hasExpired(now)) {
        draft.add(new Entry.TaskExpired(task.seq()));
      }
      Task still = draft.agent().tasks().get(task.seq());
      if (still != null) {
        BudgetRules.stopIfLate(draft, still);
      }
    }
    MailRules.expire(draft);
    endSleepIfDue(draft);
    ScheduleRules.fire(draft);
  }

  /** The machine has time. */
  static Decision.@Nullable Rejected loadFell(Draft draft, double load) {
    Sleep sleep = draft.agent().sleep();
    Double asked = sleep == null ? null : sleep.wakeOnLoadBelow();
    if (asked != null && load < asked && draft.agent().life() == Agent.Life.STARTED) {
      draft.add(new Entry.Woke(Entry.Woke.Cause.LOAD, "the load is " + load));
    }
    return null;
  }

  /** When it will have been idle for too long; null if it may be, or is not idle. */
  static @Nullable Instant idleEnd(Agent agent) {
    boolean idle = agent.life() == Agent.Life.STARTED && agent.state() == AgentState.IDLE;
    boolean free =
        agent.schedules().isEmpty() && !agent.hasUnread() && agent.deadLetters().isEmpty();
    Duration ttl = agent.config().idleTtl();
    return idle && free && ttl != null ? agent.since().plus(ttl) : null;
  }

  static void endSleepIfDue(Draft draft) {
    Agent agent = draft.agent();
    Sleep sleep = agent.sleep();
    boolean holds = agent.life() == Agent.Life.STARTED;
    if (holds && sleep != null && Rules.isPast(sleep.until(), draft.now())) {
      draft.add(new Entry.Woke(Entry.Woke.Cause.TIME, "it was time: " + sleep.until()));
    }
  }

  /** Gives a resting tool call its result. */
  static void endRest(Draft draft, Task task, Task.Call call, String by) {
    if (call.awaitsApproval()) {
      ApprovalRules.expire(draft, task, call);
      return;
    }
    Instant since = call.restsSince() == null ? draft.now() : call.restsSince();
    if (call.awaits() != null) {
      String late = "no answer from " + call.awaits() + " in time; it may still come to an end";
      draft.add(
          new Entry.ToolReturned(
              task.seq(), call.callId(), Entry.ToolReturned.Outcome.FAILED, late));
      return;
    }
    double seconds = Duration.between(since, draft.now()).toMillis() / 1000.0;
    String why = call.reason().isEmpty() ? "" : " (it slept for: " + call.reason() + ')';
    String text = "woken " + by + " after " + seconds + " s" + why;
    draft.add(
        new Entry.ToolReturned(task.seq(), call.callId(), Entry.ToolReturned.Outcome.OK, text));
  }
}
