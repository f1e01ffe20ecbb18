package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all agents of this server may spend together, in each window. Before a model is called there
 * must be something left when what is set aside for the calls under way is taken off: for each as
 * much as the dearest one took. So the limit is passed by one call at most.
 *
 * <p>What was spent is the sum of what the journal says; nothing is kept beside it.
 */
final class Purse {
  /** A task that waits looks again so soon, because a new limit is heard of by nobody. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final AgentId USER = new AgentId("user");
  private static final int PAGE = 1_000;

  private final @Nullable Budget budget;
  private final Listeners listeners;
  private final InstantSource clock;
  private final Set<TaskId> callers = new HashSet<>();
  private Spending spent = Spending.NONE;
  private Post.Teller teller = (agent, command, answer) -> {};
  private @Nullable Instant told;

  /**
   * @param budget null: no limit
   */
  Purse(@Nullable Budget budget, Listeners listeners, InstantSource clock) {
    this.budget = budget;
    this.listeners = listeners;
    this.clock = clock;
  }

  /**
   * Hears of what is spent from now on, and adds up what was spent in the present window. Nobody
   * may write to the journal yet. Blocks.
   *
   * @param toTell by whom the user is told
   */
  void open(Journal journal, Post.Teller toTell) {
    teller = toTell;
    if (budget == null) {
      return;
    }
    Instant start = budget.windowStart(clock.instant());
    long from = journal.positionBefore(start);
    List<Journal.Recorded> page = journal.readAfter(from, PAGE);
    while (!page.isEmpty()) {
      hear(page);
      page = journal.readAfter(page.getLast().last(), PAGE);
    }
    journal.onDurable(this::hear);
  }

  // ── calls ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Sets something aside for a model call of a task.
   *
   * @throws ModelException if nothing is left; it says when to look again
   */
  void reserve(TaskId task) throws ModelException {
    if (budget != null) {
      reserve(task, budget);
    }
  }

  private void reserve(TaskId task, Budget limit) throws ModelException {
    Instant now = clock.instant();
    String reached;
    boolean first;
    synchronized (this) {
      spent = spent.in(limit, now);
      int others = callers.size() - (callers.contains(task) ? 1 : 0);
      boolean known = spent.calls() > 0 || spent.dearest().tokens() > 0;
      if (limit.reachedBy(spent.plusReserved(others)).isEmpty() && (known || others == 0)) {
        callers.add(task);
        return;
      }
      reached = limit.reachedBy(spent);
      first = !reached.isEmpty() && !limit.windowStart(now).equals(told);
    }
    if (first) {
      tell(limit, now, reached);
    }
    throw spent(limit, now, reached);
  }

  private static ModelException spent(Budget limit, Instant now, String reached) {
    if (reached.isEmpty()) {
      String why = "what is left of the server's budget is set aside for calls under way";
      return new ModelException(Failure.Kind.BUDGET_SPENT, why, Optional.of(MOMENT));
    }
    Instant end = limit.windowEnd(now);
    Duration wait = end == null ? LONGEST_WAIT : Duration.between(now, end);
    String why = "the server's budget is spent: " + reached + (end == null ? "" : " until " + end);
    return new ModelException(
        Failure.Kind.BUDGET_SPENT,
        why + "; it goes on then, or when budget in the server's configuration is raised",
        Optional.of(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
  }

  /** The call came to nothing that would stand in the journal. */
  synchronized void release(TaskId task) {
    callers.remove(task);
  }

  // ── what the journal says ──────────────────────────────────────────────────────────────────

  private void hear(List<Journal.Recorded> rows) {
    for (Journal.Recorded row : rows) {
      hear(row);
    }
  }

  private synchronized void hear(Journal.Recorded row) {
    spent = spent.in(budget, row.at());
    long lost = 0;
    for (Entry entry : row.entries()) {
      switch (entry) {
        case Entry.ModelReplied e -> settle(row, e, e.reply().usage());
        case Entry.ConversationCompacted e -> settle(row, e, e.usage());
        case Entry.CallLost e -> {
          settle(row, e, e.reckoned());
          lost = e.task();
        }
        case Entry.TaskInterrupted e -> {
          // The process that died with it may have had a call under way: better too much.
          boolean crash = e.cause() == Interruption.CRASH && e.task() != lost;
          lost(row, e, crash);
        }
        case Entry.TaskRetrying e -> lost(row, e, isCut(e.failure()) && e.task() != lost);
        case Entry.TaskDeferred e -> lost(row, e, false);
        case Entry.TaskDied e -> lost(row, e, isCut(e.failure()) && e.task() != lost);
        case Entry.TaskEnded e -> lost(row, e, false);
        default -> {} // no call ends with it
      }
    }
  }

  /** What became of such a call nobody knows, so the provider may have charged it. */
  private static boolean isCut(Failure failure) {
    return failure.kind() == Failure.Kind.TRANSIENT;
  }

  private void settle(Journal.Recorded row, Entry.OfTask entry, Usage usage) {
    callers.remove(new TaskId(row.agent(), entry.task()));
    spent = spent.plusCall(usage);
  }

  /** A call that was under way was given up: it is reckoned as the dearest. */
  private void lost(Journal.Recorded row, Entry.OfTask entry, boolean surely) {
    if (callers.remove(new TaskId(row.agent(), entry.task())) || surely) {
      spent = spent.plusCall(spent.dearest());
    }
  }

  /** In the present window. */
  synchronized Spending spent() {
    return spent.in(budget, clock.instant());
  }

  // ── that it is spent ───────────────────────────────────────────────────────────────────────

  /** Once in each window; told again before anybody has answered it is the same mail. */
  private void tell(Budget limit, Instant now, String reached) {
    Instant window = limit.windowStart(now);
    Instant end = limit.windowEnd(now);
    String body =
        "The budget of this server is spent: "
            + reached
            + ". No agent calls its model until "
            + (end == null ? "" : end + ", or until ")
            + "the server is started with more (budget in its configuration).";
    MailSpec mail =
        new MailSpec(
            MailSpec.POSTMASTER,
            "Budget of the server is spent",
            body,
            Priority.HIGH,
            null,
            null,
            null,
            "budget:global:" + window);
    teller.tell(
        USER,
        new Command.Deliver(mail),
        answer -> {
          if (answer instanceof Answer.Done) {
            known(window);
          }
        });
    if (somebodyListens()) {
      Command publish = new Command.Publish(SystemEvents.budgetSpent(window, reached));
      teller.tell(AgentId.EVENT_LOG, publish, answer -> {});
    }
  }

  /** Without its store nobody is told, and whoever asked must still hear when to look again. */
  private boolean somebodyListens() {
    try {
      return !listeners.listeners(SystemEvents.BUDGET, "", 1).isEmpty();
    } catch (Journal.Unavailable storeIsDown) {
      return false; // the mail is not known to be there either, so both are tried again
    }
  }

  private synchronized void known(Instant window) {
    told = window;
  }
}
