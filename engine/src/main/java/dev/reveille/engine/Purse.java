package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.MailSpec;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Priority;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all agents of this server may spend together, in each window. Before a model is called there
 * must be something left when what is set aside for the calls under way is taken off: for each as
 * much as the dearest one took. So the limit is passed by one call at most. Of several processes
 * each takes it that the others have as many calls under way as it has itself, so that each may
 * pass the limit by one.
 *
 * <p>What was spent is the sum of what the journal says; nothing is kept beside it. A call that was
 * given up, or died with its process, stands there as well, reckoned as its agent's dearest.
 *
 * <p>Running time is spent while nothing is written. So it is looked at once a second, and when it
 * is spent what runs here is let go of.
 */
final class Purse {
  private static final Logger log = LoggerFactory.getLogger(Purse.class);

  /** A task that waits looks again so soon, because a new limit is heard of by nobody. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final AgentId USER = new AgentId("user");
  private static final int PAGE = 1_000;

  private final @Nullable Budget budget;
  private final Accounts accounts;
  private final Listeners listeners;
  private final InstantSource clock;
  private final @Nullable Placement elsewhere;
  private final Set<TaskId> callers = new HashSet<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  /** What runs; null: without a limit in running time nobody asks. */
  private final @Nullable Runs runs;

  /** Calls under way that are not in the journal, and never will be. */
  private int aside;

  private Spending spent = Spending.NONE;
  private Post.Teller teller = (agent, command, answer) -> {};
  private @Nullable Instant told;

  /**
   * @param budget null: no limit
   * @param elsewhere others that spend the same; null: there are none
   */
  Purse(
      @Nullable Budget budget,
      Accounts accounts,
      Listeners listeners,
      InstantSource clock,
      @Nullable Placement elsewhere) {
    this.budget = budget;
    this.accounts = accounts;
    this.listeners = listeners;
    this.clock = clock;
    this.elsewhere = elsewhere;
    this.runs = budget == null || budget.maxSeconds() == null ? null : new Runs();
  }

  /**
   * Hears of what is spent from now on, and asks what was spent in the present window. For tasks
   * that ran when the process before ended something is set aside, until it is on record what
   * became of them. No cell may write to the journal yet. Blocks.
   *
   * @param toTell by whom the user is told
   */
  void open(Journal journal, Post.Teller toTell) {
    teller = toTell;
    if (budget == null) {
      return;
    }
    journal.onDurable(this::hear);
    addUp(journal, budget.windowStart(clock.instant()));
  }

  /** What others make durable meanwhile is heard afterwards, and may count twice. */
  private void addUp(Journal journal, Instant start) {
    List<TaskId> running;
    synchronized (this) {
      Instant period = Accounts.period(start.plus(Accounts.PERIOD).minusNanos(1));
      Spending known = accounts.spentSince(period);
      spent = new Spending(start, known.usage(), known.calls(), Duration.ZERO, known.dearest());
      hear(journal, start, period);
      running = elsewhere == null || runs != null ? accounts.running() : List.of();
      if (elsewhere == null) {
        callers.addAll(running);
      }
      if (runs != null) {
        runs.add(running);
      }
    }
    fillGaps(journal);
  }

  /**
   * What the window had before its first whole period; of running time, which is summed up nowhere,
   * all that it had.
   */
  private void hear(Journal journal, Instant start, Instant end) {
    if (runs == null && !start.isBefore(end)) {
      return;
    }
    long calls = start.isBefore(end) ? journal.positionBefore(end) : 0;
    long last = runs == null ? calls : journal.head();
    long from = journal.positionBefore(start);
    List<Journal.Recorded> page = journal.readAfter(from, PAGE);
    while (!page.isEmpty() && page.getFirst().last() <= last) {
      for (Journal.Recorded row : page) {
        if (row.last() <= calls) {
          hear(row);
        }
        if (row.last() <= last) {
          ran(row, true);
        }
      }
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
    int here = callers.size() - (callers.contains(task) ? 1 : 0);
    if (!isLeft(budget, here + aside)) {
      return false;
    }
    callers.add(task);
    return true;
  }

  private boolean isLeft(Budget limit, int here) {
    Spending now = spent();
    int others = elsewhere == null ? here : here * elsewhere.processes();
    boolean known = now.calls() > 0 || now.dearest().tokens() > 0;
    boolean left = limit.reachedBy(now.plusReserved(others)).isEmpty();
    return left && (known || others == 0);
  }

  /**
   * A model whose calls are paid from here though the journal does not hear of them: what they took
   * counts in this process, until the window or the process ends. A call that is not known to have
   * cost nothing is reckoned as the dearest.
   */
  Model paying(Model model) {
    return (request, sink) -> {
      if (!reserveAside()) {
        throw refusal();
      }
      Usage took = spent().dearest();
      try {
        ModelReply reply = model.call(request, sink);
        took = reply.usage();
        return reply;
      } catch (ModelException failed) {
        took = failed.isCharged() ? took : null;
        throw failed;
      } finally {
        settleAside(took);
      }
    };
  }

  private synchronized boolean reserveAside() {
    if (budget != null && !isLeft(budget, callers.size() + aside)) {
      return false;
    }
    aside++;
    return true;
  }

  private synchronized void settleAside(@Nullable Usage took) {
    aside--;
    spent = took == null ? spent : spent.in(budget, clock.instant()).plusCall(took);
  }

  /** Null: no limit. */
  @Nullable Budget budget() {
    return budget;
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
      reached = limit.reachedBy(spent());
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

  private synchronized void hear(List<Journal.Recorded> rows) {
    for (Journal.Recorded row : rows) {
      hear(row);
      ran(row, false);
    }
  }

  private void hear(Journal.Recorded row) {
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

  /** In the present window, the time of what runs now with it. */
  synchronized Spending spent() {
    Instant now = clock.instant();
    spent = spent.in(budget, now);
    return runs == null ? spent : spent.plusTime(runs.underWay(now));
  }

  // ── running time ───────────────────────────────────────────────────────────────────────────

  private void ran(Journal.Recorded row, boolean early) {
    if (runs != null) {
      runs.hear(row, early).forEach(this::count);
    }
  }

  /** As with an agent's, a run counts in the window that it ends in, and then whole. */
  private void count(Run.Ended run) {
    if (!run.at().isBefore(spent.since())) {
      spent = spent.in(budget, run.at()).plusTime(run.took());
    }
  }

  private void fillGaps(Journal journal) {
    List<Runs.Gap> gaps;
    synchronized (this) {
      gaps = runs == null ? List.of() : runs.gaps();
    }
    List<Runs.Found> found = Runs.read(journal, gaps);
    synchronized (this) {
      for (Runs.Found one : found) {
        Objects.requireNonNull(runs).fill(one).forEach(this::count);
      }
    }
  }

  /**
   * Lets go of what runs if the running time is spent. To be called once a second; a second call
   * meanwhile does nothing. Blocks.
   *
   * @param held tells those agents that are held here
   */
  void look(Journal journal, BiConsumer<AgentId, Command> held) {
    if (runs == null || !looking.compareAndSet(false, true)) {
      return;
    }
    try {
      fillGaps(journal);
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      log.debug("some running time is not counted yet: {}", storeDoesNotAnswer.getMessage());
    } finally {
      looking.set(false);
    }
    Set<AgentId> late = late();
    if (!late.isEmpty()) {
      ModelException refusal = refusal();
      Duration wait = refusal.retryAfter().orElse(LONGEST_WAIT);
      Command stop = new Command.OutOfTime(refusal.failure(), wait);
      late.forEach(agent -> held.accept(agent, stop));
    }
  }

  /** Agents of which something runs though the running time is spent. */
  private synchronized Set<AgentId> late() {
    boolean isTimeUp = runs != null && budget != null && budget.isTimeUp(spent());
    return isTimeUp ? Objects.requireNonNull(runs).agents() : Set.of();
  }

  /** Whether the running time is known, and not only that it is no less. */
  synchronized boolean knowsTime() {
    return runs == null || runs.gaps().isEmpty();
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
