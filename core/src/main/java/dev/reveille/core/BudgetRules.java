package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent. Before each model call there must be something left when what is set aside for
 * the calls under way is taken off, so that a limit is passed by one call at most. Nothing else is
 * written down for a call: that it is under way is seen from the state.
 */
final class BudgetRules {
  private BudgetRules() {}

  /**
   * How many tasks more may call their models now, as far as the agent's budget goes. Until one
   * call has told what a call takes, there is only one at a time.
   */
  static int callsLeft(Agent agent, Instant now) {
    Budget budget = agent.config().budget();
    if (budget == null) {
      return Integer.MAX_VALUE;
    }
    Spending spent = spent(agent, now);
    int underWay = callers(agent);
    int places = agent.config().maxConcurrentTasks();
    int left = 0;
    while (left < places && budget.reachedBy(spent.plusReserved(underWay + left)).isEmpty()) {
      left++;
    }
    return isKnown(spent) ? left : Math.min(left, Math.max(0, 1 - underWay));
  }

  /** In the present window, the time of what runs now with it. */
  private static Spending spent(Agent agent, Instant now) {
    Spending spent = agent.spent().in(agent.config().budget(), now);
    for (Task task : agent.tasks()) {
      if (task.runSince() != null && now.isAfter(task.runSince())) {
        spent = spent.plusTime(Duration.between(task.runSince(), now));
      }
    }
    return spent;
  }

  /** Whether a call has told what a call takes. */
  private static boolean isKnown(Spending spent) {
    return spent.calls() > 0 || spent.dearest().tokens() > 0;
  }

  private static int callers(Agent agent) {
    int callers = 0;
    for (Task task : agent.tasks()) {
      callers += task.callsModel() ? 1 : 0;
    }
    return callers;
  }

  /** Which limit of the agent's is reached; empty if there is something left. */
  static String reached(Agent agent, Instant now) {
    Budget budget = agent.config().budget();
    return budget == null ? "" : budget.reachedBy(spent(agent, now));
  }

  /**
   * When there will be something to spend again at the latest, whatever becomes of the calls under
   * way; null if that is now, or only when more is given.
   */
  static @Nullable Instant refilledAt(Agent agent, Instant now) {
    Budget budget = agent.config().budget();
    if (budget == null
        || budget.reachedBy(spent(agent, now).plusReserved(callers(agent))).isEmpty()) {
      return null;
    }
    Instant since = agent.spent().since(); // which is to come, if the clock was set back
    return budget.windowEnd(since.isAfter(now) ? since : now);
  }

  /** From when a task may start that waits for an instant; null: it does not, or for ever. */
  static @Nullable Instant notBefore(Agent agent, Task task, Instant now) {
    Instant own = task.notBefore();
    if (own == null || reached(agent, now).isEmpty()) {
      return own;
    }
    Instant refilled = refilledAt(agent, now);
    return refilled == null || refilled.isAfter(own) ? refilled : own;
  }

  /**
   * Lets go of tasks whose turn it is to call their models, though there is nothing left.
   *
   * @param due tasks that have come to this point just now
   */
  static void hold(Draft draft, List<Long> due) {
    for (long seq : due) {
      Task task = draft.agent().tasks().get(seq);
      if (task == null || !task.callsModel()) {
        continue;
      }
      String own = ownReached(task, draft.now());
      if (!own.isEmpty()) {
        draft.add(new Entry.TaskOverBudget(seq, own));
      } else if (!mayCall(draft.agent(), draft.now())) {
        draft.add(new Entry.TaskInterrupted(seq, Interruption.BUDGET, null));
      }
    }
    announce(draft);
  }

  // ── running time, which is spent while nothing happens ─────────────────────────────────────

  /**
   * When the running time of a task, or of its agent, is spent; null if it does not end, or the
   * task is not to be stopped for it: a tool that may have changed something ends by itself, within
   * the limit of tool calls.
   */
  static @Nullable Instant timeEnd(Agent agent, Task task, Instant now) {
    Instant own = task.budgetEnd();
    Instant all = task.isRunning() ? timeEnd(agent, now) : null;
    Instant end = own == null || all != null && all.isBefore(own) ? all : own;
    return end == null || task.isTouchy() ? null : end;
  }

  /** All tasks that run spend it together. */
  private static @Nullable Instant timeEnd(Agent agent, Instant now) {
    Budget budget = agent.config().budget();
    int running = agent.tasks().running();
    if (budget == null || budget.maxSeconds() == null || running == 0) {
      return null;
    }
    Duration most = Duration.ofSeconds(budget.maxSeconds());
    Instant end = timeEnd(agent, running, most.minus(agent.spent().in(budget, now).time()));
    Instant window =
        budget.windowEnd(agent.spent().since().isAfter(now) ? agent.spent().since() : now);
    return window == null || end.isBefore(window)
        ? end
        : later(window, timeEnd(agent, running, most)); // what was spent before is forgotten then
  }

  /** When all that run now have together run for so long, each since it was taken up. */
  private static Instant timeEnd(Agent agent, int running, Duration most) {
    Instant first = Instant.MAX;
    for (Task task : agent.tasks()) {
      Instant since = task.runSince();
      first = since != null && since.isBefore(first) ? since : first;
    }
    Duration sum = most;
    for (Task task : agent.tasks()) {
      if (task.runSince() != null) {
        sum = sum.plus(Duration.between(first, task.runSince()));
      }
    }
    Duration each = sum.dividedBy(running);
    boolean even = each.multipliedBy(running).equals(sum);
    return first.plus(even ? each : each.plusNanos(1)); // never a moment before it is spent
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Stops a task whose running time is spent, and the call that it waits for. */
  static void stopIfLate(Draft draft, Task task) {
    Agent agent = draft.agent();
    if (!Rules.isPast(timeEnd(agent, task, draft.now()), draft.now())) {
      return;
    }
    lost(draft, task);
    String own = ownReached(task, draft.now());
    draft.add(
        Rules.isPast(task.budgetEnd(), draft.now())
            ? new Entry.TaskOverBudget(task.seq(), own)
            : new Entry.TaskInterrupted(task.seq(), Interruption.BUDGET, null));
  }

  /** A budget that is spent when it is given stops the call that is under way. */
  static void stopIfOver(Draft draft, long seq) {
    Task task = draft.agent().tasks().get(seq);
    String own = task == null || !task.callsModel() ? "" : ownReached(task, draft.now());
    if (task != null && !own.isEmpty()) {
      lost(draft, task);
      draft.add(new Entry.TaskOverBudget(seq, own));
    }
  }

  /** The same of an agent's budget: the newest calls that are more than it has room for. */
  static void stopCallers(Draft draft) {
    for (Task task : draft.agent().tasks().stream().toList().reversed()) {
      if (task.callsModel() && !mayCall(draft.agent(), draft.now())) {
        lost(draft, task);
        draft.add(new Entry.TaskInterrupted(task.seq(), Interruption.BUDGET, null));
      }
    }
  }

  /** Whether one of the tasks that would call now may do so. */
  private static boolean mayCall(Agent agent, Instant now) {
    Budget budget = agent.config().budget();
    if (budget == null) {
      return true;
    }
    Spending spent = spent(agent, now);
    int others = callers(agent) - 1;
    boolean left = budget.reachedBy(spent.plusReserved(others)).isEmpty();
    return left && (isKnown(spent) || others == 0);
  }

  private static String ownReached(Task task, Instant now) {
    Budget budget = task.terms().budget();
    if (budget == null) {
      return "";
    }
    Instant since = task.runSince() == null ? now : task.runSince();
    return budget.reachedBy(task.effort().ran(since, now).spent());
  }

  /** Says once in each window that it is spent. */
  private static void announce(Draft draft) {
    Agent agent = draft.agent();
    Budget budget = agent.config().budget();
    boolean gone = !agent.exists();
    if (gone || budget == null || budget.windowStart(draft.now()).equals(agent.exhausted())) {
      return;
    }
    String reached = reached(agent, draft.now());
    if (!reached.isEmpty()) {
      draft.add(new Entry.BudgetExhausted(reached, budget.windowEnd(draft.now())));
    }
  }

  /** A model call under way is given up, or broke off: nobody will say what it took. */
  static void lost(Draft draft, Task task) {
    if (task.callsModel()) {
      draft.add(new Entry.CallLost(task.seq(), draft.agent().spent().dearest()));
    }
  }
}
