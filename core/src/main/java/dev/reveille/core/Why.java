package dev.reveille.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why an agent is in its state, and what it waits for. */
final class Why {
  private Why() {}

  static String of(Agent agent, Instant now, String delay) {
    if (!agent.exists()) {
      return "does not exist";
    }
    return switch (agent.state()) {
      case IDLE -> "nothing to do" + mail(agent) + kept(agent);
      case ACTIVE -> active(agent);
      case SLEEPING -> asleep(agent, now);
      case WAITING -> waiting(agent, now, delay);
      case STOPPED -> "stopped; " + count(agent.tasks().size(), "unfinished task") + " kept";
    };
  }

  /** What its agent waits for, it waits for as well, unless it has a reason of its own. */
  static String of(Agent agent, Task task, Instant now, String delay) {
    if (task.isRunning()) {
      return "task " + agent.id() + '/' + task.seq() + " is running";
    }
    String own = of(agent, task, now);
    return own.isEmpty() ? of(agent, now, delay) : own;
  }

  private static String active(Agent agent) {
    String what = count(agent.tasks().running(), "task") + " running";
    String then =
        agent.life() == Agent.Life.DRAINING
            ? ", then it stops"
            : agent.life() == Agent.Life.STOPPED
                ? ", then it is stopped"
                : agent.sleep() != null ? ", then it sleeps" : "";
    return what + then + queued(agent);
  }

  private static String asleep(Agent agent, Instant now) {
    Sleep sleep = agent.sleep();
    List<String> conditions = new ArrayList<>();
    if (sleep != null) {
      if (sleep.until() != null) {
        conditions.add("until " + sleep.until());
      }
      if (!sleep.wakeEvents().isEmpty()) {
        conditions.add("until one of the events " + String.join(", ", sleep.wakeEvents()));
      }
      Priority mail = sleep.wakeOnMailPriority();
      if (mail != null && !mail.atLeast(agent.config().wakeOnPriority())) {
        conditions.add("until mail of at least " + lower(mail));
      }
      if (sleep.wakeOnLoadBelow() != null) {
        conditions.add("until the load is below " + sleep.wakeOnLoadBelow());
      }
    }
    Task urgent = firstToWake(agent, now);
    if (urgent != null) {
      String name = "task " + agent.id() + '/' + urgent.seq();
      conditions.add("until " + urgent.notBefore() + ", when " + name + " may start");
    }
    String least = lower(agent.config().wakeOnPriority());
    conditions.add("until a task or mail of at least " + least + " comes");
    conditions.add("until it is woken by hand");
    String reason = sleep == null || sleep.reason().isEmpty() ? "" : " (" + sleep.reason() + ')';
    return "asleep" + reason + ' ' + String.join(", or ", conditions) + queued(agent);
  }

  /** The first of the tasks that are there already and that it wakes for; null if there is none. */
  private static @Nullable Task firstToWake(Agent agent, Instant now) {
    Task first = null;
    for (Task task : agent.tasks()) {
      Instant at = task.hasExpired(now) ? null : TaskRules.wakesAt(agent, task);
      if (at != null && (first == null || at.isBefore(first.notBefore()))) {
        first = task;
      }
    }
    return first;
  }

  private static String waiting(Agent agent, Instant now, String delay) {
    List<String> parts = new ArrayList<>();
    String reached = BudgetRules.reached(agent, now);
    if (!reached.isEmpty()) {
      Instant until = BudgetRules.refilledAt(agent, now);
      String then = until == null ? "until config.budget is raised" : "until " + until;
      parts.add("its budget is spent (" + reached + ") " + then);
    }
    int admitted = agent.startable(now).size();
    if (admitted > 0) {
      parts.add(count(admitted, "task") + " ready, " + delay);
    }
    for (Task task : agent.tasks()) {
      if (parts.size() == 4) {
        parts.add("and more");
        break;
      }
      String why = of(agent, task, now);
      if (!why.isEmpty()) {
        parts.add(why);
      }
    }
    return String.join("; ", parts);
  }

  private static String of(Agent agent, Task task, Instant now) {
    String name = "task " + agent.id() + '/' + task.seq();
    if (task.hasExpired(now)) {
      return name + " has expired";
    }
    if (task.rests()) {
      Task.Call call = task.calls().getFirst();
      return call.awaits() == null
          ? name + " rests in its tool " + call.tool() + " until " + call.wakeAt()
          : name + " waits for " + call.awaits() + ", at most until " + call.wakeAt();
    }
    if (task.effort().overBudget()) {
      return name + " has spent its budget; setTaskBudget gives it more";
    }
    if (task.notBefore() == null || Rules.isPast(task.notBefore(), now)) {
      return ""; // it is ready, and among those that were counted
    }
    return switch (task.state()) {
      case RETRYING ->
          name
              + " is tried again (attempt "
              + (task.attempt() + 1)
              + " of "
              + task.maxAttempts()
              + ") from "
              + task.notBefore();
      case WAITING ->
          name
              + (task.deferrals() == 0
                  ? " waits for the server's budget until " + task.notBefore()
                  : " waits for its provider until " + task.notBefore() + patience(agent, task));
      default -> name + " starts from " + task.notBefore();
    };
  }

  private static String patience(Agent agent, Task task) {
    return " (in all for "
        + task.waited().toSeconds()
        + " s, then for at most "
        + agent.config().patience().toSeconds()
        + " s)";
  }

  /** Mail that no task has taken yet: its round has not come, or there is no room. */
  private static String mail(Agent agent) {
    int unread = (int) agent.mails().stream().filter(Mail::isUnread).count();
    Instant check = MailRules.checkAt(agent);
    return unread == 0
        ? ""
        : "; "
            + count(unread, "unread mail")
            + (check == null ? ", and no room in the queue" : " until " + check);
  }

  /** Why an agent that would be removed for having been idle is not. */
  private static String kept(Agent agent) {
    int letters = agent.deadLetters().size();
    return agent.config().idleTtl() == null || letters == 0
        ? ""
        : "; not removed while it has " + count(letters, "open dead letter");
  }

  private static String queued(Agent agent) {
    return mail(agent) + unfinished(agent);
  }

  private static String unfinished(Agent agent) {
    return agent.queueDepth() == 0 ? "" : "; " + count(agent.queueDepth(), "task") + " queued";
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String lower(Priority priority) {
    return priority.name().toLowerCase(java.util.Locale.ROOT);
  }
}
