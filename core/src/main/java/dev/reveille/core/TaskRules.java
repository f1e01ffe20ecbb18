package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What clients may do with tasks. */
final class TaskRules {
  private TaskRules() {}

  static @Nullable Rejected take(Draft draft, Entry.TaskImported recorded) {
    Long known = draft.agent().keys().task(recorded.key());
    if (known == null) {
      draft.add(recorded);
    }
    draft.about(known == null ? draft.agent().seq() : known);
    return null;
  }

  static @Nullable Rejected submit(Draft draft, TaskSpec spec) {
    Agent agent = draft.agent();
    if (spec.idempotencyKey() != null) {
      Long known = agent.keys().task(spec.idempotencyKey());
      if (known != null) {
        draft.about(known);
        return null;
      }
    }
    Rejected tooFar = tooFar(agent, spec.terms() == null ? 0 : spec.terms().hops());
    if (tooFar != null) {
      return tooFar;
    }
    int limit = agent.config().queueLimit();
    if (agent.queueDepth() >= limit) {
      return new Rejected(
          Code.LIMIT_EXCEEDED,
          "agent "
              + agent.id()
              + " has "
              + agent.queueDepth()
              + " tasks queued and its queueLimit"
              + " is "
              + limit
              + "; try again later, or raise config.queueLimit",
          new Decision.Limit("queueLimit", limit));
    }
    draft.about(queue(draft, spec));
    return null;
  }

  /** Agents that write, publish or give tasks to each other in a circle come to an end. */
  static @Nullable Rejected tooFar(Agent agent, int hops) {
    int limit = agent.config().maxHops();
    return hops <= limit
        ? null
        : new Rejected(
            Code.LIMIT_EXCEEDED,
            "this would be number "
                + hops
                + " in a chain of mails, events and tasks, each of which came of the one before; "
                + agent.id()
                + " takes "
                + limit
                + " (config.maxHops). End the matter here, or tell user",
            new Decision.Limit("maxHops", limit));
  }

  /** Whatever the queue's length; answers the task's number. */
  static long queue(Draft draft, TaskSpec spec) {
    AgentConfig config = draft.agent().config();
    draft.add(
        new Entry.TaskQueued(
            spec.prompt(),
            spec.priority(),
            spec.threadId(),
            spec.notBefore(),
            spec.expiresAt(),
            spec.timeout() != null ? spec.timeout() : config.taskTimeout(),
            spec.maxAttempts() != null ? spec.maxAttempts() : config.maxAttempts(),
            spec.context(),
            spec.idempotencyKey(),
            spec.origin(),
            spec.mails(),
            spec.ask(),
            spec.terms(),
            spec.images()));
    long task = draft.agent().seq();
    if (Rules.isPast(spec.expiresAt(), draft.now())) {
      draft.add(new Entry.TaskExpired(task));
    }
    return task;
  }

  /**
   * Ends a sleep that an urgent task is reason enough to end, once it may start. Looked at after
   * whatever was decided: so it makes no difference whether the task or the sleep came first, nor
   * what the task has waited for.
   */
  static void wake(Draft draft) {
    Agent agent = draft.agent();
    if (agent.sleep() == null) {
      return;
    }
    for (Task task : agent.tasks()) {
      if (mayWake(agent, task) && task.isReady(draft.now())) {
        String why = "task " + agent.id() + '/' + task.seq() + " of priority " + task.priority();
        draft.add(new Entry.Woke(Entry.Woke.Cause.TASK, why));
        return;
      }
    }
  }

  /** True if the agent sleeps, and would wake for that task if it could start. */
  private static boolean mayWake(Agent agent, Task task) {
    return agent.sleep() != null
        && agent.life() == Agent.Life.STARTED
        && task.priority().atLeast(agent.config().wakeOnPriority());
  }

  /** When a task wakes its sleeping agent; null if it waits for something else, or does not. */
  static @Nullable Instant wakesAt(Agent agent, Task task) {
    boolean waits = !task.isRunning() && !task.rests() && !task.effort().overBudget();
    return waits && mayWake(agent, task) ? task.notBefore() : null;
  }

  static @Nullable Rejected cancel(Draft draft, Command.Cancel c) {
    Task task = draft.agent().tasks().get(c.task());
    if (task == null) {
      return notOpen(draft, c.task());
    }
    draft.add(new Entry.TaskCancelled(task.seq(), c.reason()));
    return null;
  }

  static @Nullable Rejected steer(Draft draft, Command.Steer c) {
    Task task = draft.agent().tasks().get(c.task());
    if (task == null) {
      return notOpen(draft, c.task());
    }
    draft.add(new Entry.TaskSteered(task.seq(), c.message()));
    return null;
  }

  static @Nullable Rejected budget(Draft draft, Command.SetTaskBudget c) {
    Task task = draft.agent().tasks().get(c.task());
    if (task == null) {
      return notOpen(draft, c.task());
    }
    draft.add(new Entry.TaskBudgetSet(task.seq(), c.budget()));
    BudgetRules.stopIfOver(draft, task.seq());
    return null;
  }

  static @Nullable Rejected redrive(Draft draft, Command.Redrive c) {
    if (!draft.agent().deadLetters().contains(c.task())) {
      return notDead(draft, c.task());
    }
    String key = c.spec().idempotencyKey();
    Long known = key == null ? null : draft.agent().keys().task(key);
    if (known != null) {
      // The letter would be gone and no task would have come of it.
      TaskId id = new TaskId(draft.agent().id(), known);
      return new Rejected(
          Code.CONFLICT,
          "key '" + key + "' began task " + id + " already; redrive with another one");
    }
    Rejected refusal = submit(draft, c.spec());
    if (refusal == null) {
      draft.add(new Entry.DeadLetterRedriven(c.task()));
    }
    return refusal;
  }

  static @Nullable Rejected discard(Draft draft, Command.Discard c) {
    if (!draft.agent().deadLetters().contains(c.task())) {
      return notDead(draft, c.task());
    }
    draft.add(new Entry.DeadLetterDiscarded(c.task(), c.reason()));
    return null;
  }

  /** The task dies, and the oldest dead letters make room if there are too many. */
  static void die(Draft draft, long task, Failure failure) {
    draft.add(new Entry.TaskDied(task, failure));
    limitDeadLetters(draft);
  }

  static void limitDeadLetters(Draft draft) {
    int limit = draft.agent().config().deadLetterLimit();
    while (draft.agent().deadLetters().size() > limit) {
      long oldest = draft.agent().deadLetters().getFirst();
      draft.add(
          new Entry.DeadLetterDiscarded(oldest, "more than deadLetterLimit = " + limit + " open"));
    }
  }

  private static Rejected notOpen(Draft draft, long task) {
    TaskId id = new TaskId(draft.agent().id(), task);
    boolean past = task <= draft.agent().seq();
    return past
        ? new Rejected(Code.CONFLICT, "task " + id + " has ended already, or is no task")
        : new Rejected(Code.NOT_FOUND, "no task " + id);
  }

  private static Rejected notDead(Draft draft, long task) {
    TaskId id = new TaskId(draft.agent().id(), task);
    return new Rejected(
        Code.NOT_FOUND, "no open dead letter " + id + "; listDeadLetters names those that are");
  }
}
