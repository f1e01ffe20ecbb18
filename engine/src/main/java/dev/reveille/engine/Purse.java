package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all agents of this server may spend together, in each window. Before a model is called there
 * must be something left when what is set aside for the calls under way is taken off: for each as
 * much as the dearest one took. So the limit is passed by one call at most.
 *
 * <p>What was spent is the sum of what the journal says; nothing is kept beside it. A call that was
 * given up, or died with its process, stands there as well, reckoned as its agent's dearest.
 */
final class Purse {
  /** A task that waits looks again so soon, because a new limit is heard of by nobody. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final AgentId USER = new AgentId("user");
  private static final int PAGE = 1_000;

  private final @Nullable Budget budget;
  private final Accounts accounts;
  private final Listeners listeners;
  private final InstantSource clock;
  private final Set<TaskId> callers = new HashSet<>();
  private Spending spent = Spending.NONE;
  private Post.Teller teller = (agent, command, answer) -> {};
  private @Nullable Instant told;

  /**
   * @param budget null: no limit
   */
  Purse(@Nullable Budget budget, Accounts accounts, Listeners listeners, InstantSource clock) {
    this.budget = budget;
    this.accounts = accounts;
    this.listeners = listeners;
    this.clock = clock;
  }

  /**
   * Hears of what is spent from now on, and asks what was spent in the present window. For tasks
   * that ran when the process before ended something is set aside, until it is on record what
   * became of them. Nobody may write to the journal yet. Blocks.
   *
   * @param toTell by whom the user is told
   */
  void open(Journal journal, Post.Teller toTell) {
    teller = toTell;
    if (budget == null) {
      return;
    }
    Instant start = budget.windowStart(clock.instant());
    Instant period = Accounts.period(start.plus(Accounts.PERIOD).minusNanos(1));
    begin(start, accounts.spentSince(period), accounts.running());
    hear(journal, start, period);
    journal.onDurable(this::hear);
  }

  private synchronized void begin(Instant start, Spending known, List<TaskId> running) {
    spent = new Spending(start, known.usage(), known.calls(), Duration.ZERO, known.dearest());
    callers.addAll(running);
  }

  /** What the window had before its first whole period. */
  private void hear(Journal journal, Instant start, Instant end) {
    if (!start.isBefore(end)) {
      return;
    }
    long last = journal.positionBefore(end);
    long from = journal.positionBefore(start);
    List<Journal.Recorded> page = journal.readAfter(from, PAGE);
    while (!page.isEmpty() && page.getFirst().last() <= last) {
      page.stream().filter(row -> row.last() <= last).forEach(this::hear);
      page = journal.readAfter(page.getLast().last(), PAGE);
    }
  }

  // ── calls ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Sets something aside for a model call of a task, until it is on record what became of the call.
   * Does not block.
   *
   * @return false if nothing is left
   */
  synchronized boolean reserve(TaskId task) {
    if (budget == null) {
      return true;
    }
    spent = spent.in(budget, clock.instant());
    int others = callers.size() - (callers.contains(task) ? 1 : 0);
    boolean known = spent.calls() > 0 || spent.dearest().tokens() > 0;
    boolean left = budget.reachedBy(spent.plusReserved(others)).isEmpty();
    if (!left || !known && others > 0) {
      return false;
    }
    callers.add(task);
    return true;
  }

  /**
   * Why nothing was left, and when to look again. Tells the user if the window is spent. Blocks.
   */
  ModelException refusal() {
    Budget limit = Objects.requireNonNull(budget, "without a budget nothing is refused");
    Instant now = clock.instant();
    String reached;
    boolean first;
    synchronized (this) {
      reached = limit.reachedBy(spent.in(limit, now));
      first = !reached.isEmpty() && !limit.windowStart(now).equals(told);
    }
    if (first) {
      tell(limit, now, reached);
    }
    return spent(limit, now, reached);
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

  // ── what the journal says ──────────────────────────────────────────────────────────────────

  private void hear(List<Journal.Recorded> rows) {
    for (Journal.Recorded row : rows) {
      hear(row);
    }
  }

  private synchronized void hear(Journal.Recorded row) {
    spent = spent.in(budget, row.at());
    for (Entry entry : row.entries()) {
      switch (entry) {
        case Entry.OfCall e -> {
          over(row, e);
          spent = spent.plusCall(e.usage());
        }
        case Entry.TaskInterrupted e -> over(row, e);
        case Entry.TaskRetrying e -> over(row, e);
        case Entry.TaskDeferred e -> over(row, e);
        case Entry.ContextExceeded e -> over(row, e);
        case Entry.TaskEnded e -> over(row, e);
        default -> {} // no call ends with it
      }
    }
  }

  private void over(Journal.Recorded row, Entry.OfTask entry) {
    callers.remove(new TaskId(row.agent(), entry.task()));
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
