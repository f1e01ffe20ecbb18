package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The control state of one unfinished task; what it says and was told is in the journal.
 *
 * @param seq where the journal has its {@link Entry.TaskQueued}
 * @param state one of the four live states
 * @param notBefore it may not start earlier, because it was sent, or retries, or is deferred so
 * @param attempt 0 before the first start
 * @param run how often it was taken up
 * @param runSince when it was last taken up
 * @param steps replies of the model so far
 * @param crashes crashes since a tool of its last came back
 * @param deferrals waits for the provider since its last recorded step
 * @param waited how long they were in all
 * @param calls tool calls without an outcome
 * @param steered a message has come that the model call under way does not know of
 * @param ask who waits for its end; null if nobody does
 * @param terms how it is done otherwise than others; null in journals from before there were such
 * @param effort what it has taken, and whether it gets anywhere
 */
public record Task(
    long seq,
    TaskState state,
    Priority priority,
    @Nullable String threadId,
    Instant queuedAt,
    @Nullable Instant notBefore,
    @Nullable Instant expiresAt,
    @Nullable Duration timeout,
    int maxAttempts,
    int attempt,
    int run,
    @Nullable Instant runSince,
    int steps,
    int crashes,
    int deferrals,
    Duration waited,
    List<Call> calls,
    boolean steered,
    @Nullable Ask ask,
    TaskTerms terms,
    Effort effort) {

  /**
   * A tool call without an outcome.
   *
   * @param restsSince when it fell asleep; null while it is to be run
   * @param wakeAt when its rest ends
   * @param awaits what it waits for besides time; null if nothing: then a hand may wake it
   * @param approval number of the {@link Entry.ApprovalRequested} that it waits for; 0: of none
   * @param arguments a fingerprint of what it was called with
   */
  public record Call(
      String callId,
      String tool,
      ToolPolicy policy,
      @Nullable Instant restsSince,
      @Nullable Instant wakeAt,
      String reason,
      @Nullable String awaits,
      long approval,
      int arguments) {

    static Call of(Entry.ToolCalled e) {
      return new Call(e.callId(), e.tool(), e.policy(), null, null, "", null, 0, e.arguments());
    }

    boolean rests() {
      return wakeAt != null;
    }

    boolean awaitsApproval() {
      return approval != 0;
    }

    Call resting(Instant since, Entry.ToolSuspended e) {
      return new Call(callId, tool, policy, since, e.until(), e.reason(), e.awaits(), 0, arguments);
    }

    Call asking(Instant since, Instant until, long number, String what) {
      return new Call(callId, tool, policy, since, until, "", what, number, arguments);
    }

    /** To be run, as if it had just been called. */
    Call approved() {
      return new Call(callId, tool, policy, null, null, "", null, 0, arguments);
    }
  }

  public Task {
    calls = List.copyOf(calls);
    waited = waited == null ? Duration.ZERO : waited; // a snapshot from before it was kept
    terms = terms == null ? TaskTerms.NONE : terms;
    effort = effort == null ? Effort.NONE : effort;
  }

  static Task queued(long seq, Entry.TaskQueued e, Instant at) {
    return new Task(
        seq,
        TaskState.QUEUED,
        e.priority(),
        e.threadId(),
        at,
        e.notBefore(),
        e.expiresAt(),
        e.timeout(),
        e.maxAttempts(),
        0,
        0,
        null,
        0,
        0,
        0,
        Duration.ZERO,
        List.of(),
        false,
        e.ask(),
        e.terms() == null ? TaskTerms.NONE : e.terms(),
        Effort.NONE);
  }

  public boolean isRunning() {
    return state == TaskState.RUNNING;
  }

  /** True if all that it waits for is the rest of its tools. */
  public boolean rests() {
    return !calls.isEmpty() && calls.stream().allMatch(Call::rests);
  }

  /** True if its model is to be called now. */
  boolean callsModel() {
    return isRunning() && calls.isEmpty();
  }

  /** True if nothing in itself keeps it from running. */
  boolean isReady(Instant now) {
    return !isRunning()
        && !rests()
        && !effort.overBudget()
        && !hasExpired(now)
        && (notBefore == null || !notBefore.isAfter(now));
  }

  /** True if it is too late to start it. */
  boolean hasExpired(Instant now) {
    return !isRunning() && Rules.isPast(expiresAt, now);
  }

  public @Nullable Call call(String callId) {
    for (Call call : calls) {
      if (call.callId.equals(callId)) {
        return call;
      }
    }
    return null;
  }

  /** When its running has lasted too long; null if it is not running or has no limit. */
  @Nullable Instant deadline() {
    return isRunning() && timeout != null && runSince != null ? runSince.plus(timeout) : null;
  }

  /** When its own budget of running time is spent; null if it does not run or has no such. */
  public @Nullable Instant budgetEnd() {
    Budget budget = terms.budget();
    if (budget == null || budget.maxSeconds() == null || !isRunning() || runSince == null) {
      return null;
    }
    return runSince.plus(Duration.ofSeconds(budget.maxSeconds()).minus(effort.spent().time()));
  }

  /** True if a call of it is under way that nobody may break off without harm. */
  public boolean isTouchy() {
    return calls.stream().anyMatch(call -> !call.rests() && !call.policy().mayRunAgain());
  }

  // ── what entries do to it ──────────────────────────────────────────────────────────────────

  Task started(Entry.TaskStarted e, Instant at) {
    Change c = new Change(this);
    c.state = TaskState.RUNNING;
    c.notBefore = null;
    c.attempt = e.attempt();
    c.run = e.run();
    c.runSince = at;
    c.steered = false;
    return c.task();
  }

  Task replied(ModelReply reply) {
    Change c = new Change(this);
    c.steps++;
    c.deferrals = 0;
    c.waited = Duration.ZERO;
    c.steered = false;
    c.effort = effort.replied(reply);
    return c.task();
  }

  Task with(Effort other) {
    Change c = new Change(this);
    c.effort = other;
    return c.task();
  }

  /** The call under way knew too much; the next one knows all that was said, in short. */
  Task tooLong() {
    Change c = new Change(this);
    c.steered = false;
    c.effort = effort.tooLong();
    return c.task();
  }

  /** Its own budget is spent: it waits until somebody gives it more. */
  Task overBudget() {
    Change c = new Change(this);
    c.state = TaskState.WAITING;
    c.runSince = null; // or its time would go on
    c.effort = effort.over(true);
    return c.task();
  }

  Task withBudget(Budget budget) {
    Change c = new Change(this);
    c.terms = terms.with(budget);
    c.effort = effort.over(false);
    return c.settled();
  }

  Task called(Entry.ToolCalled e) {
    Change c = new Change(this);
    c.calls = new ArrayList<>(calls);
    c.calls.add(Call.of(e));
    return c.task();
  }

  Task asking(Entry.ApprovalRequested e, long number, String what, Instant at) {
    Change c = new Change(this);
    c.change(e.callId(), call -> call.asking(at, e.expiresAt(), number, what));
    return c.settled();
  }

  /** What is not approved is answered in an entry of its own. */
  Task resolved(Entry.ApprovalResolved e) {
    Change c = new Change(this);
    if (e.approved()) {
      c.change(e.callId(), Call::approved);
    }
    return c.settled();
  }

  Task suspended(Entry.ToolSuspended e, Instant at) {
    Change c = new Change(this);
    c.change(e.callId(), call -> call.resting(at, e));
    c.crashes = 0;
    c.effort = effort.rested();
    return c.settled();
  }

  Task returned(Entry.ToolReturned e) {
    Change c = new Change(this);
    c.calls = new ArrayList<>(calls);
    c.calls.removeIf(call -> call.callId.equals(e.callId()));
    // Only a tool that came back is progress: one that kills its process every time leaves replies
    // of the model and unknown outcomes behind, and must not be called for ever.
    boolean cameBack = e.outcome() != Entry.ToolReturned.Outcome.UNKNOWN;
    c.crashes = cameBack ? 0 : crashes;
    Call call = call(e.callId());
    if (call != null) {
      c.effort = effort.answered(fingerprint(call, e), c.calls.isEmpty());
    }
    return c.settled();
  }

  /** The same failure counts as the same, whatever the tool was called with. */
  private static int fingerprint(Call call, Entry.ToolReturned e) {
    boolean well = e.outcome() == Entry.ToolReturned.Outcome.OK;
    return (call.tool + '\n' + (well ? call.arguments : "!") + '\n' + e.text()).hashCode();
  }

  Task steeredBy() {
    Change c = new Change(this);
    c.steered = isRunning() && calls.isEmpty();
    return c.task();
  }

  /** It waits. A wait for the server's budget ends the row of those for the provider. */
  Task deferred(Entry.TaskDeferred e, Instant at) {
    Change c = new Change(paused(TaskState.WAITING, e.until(), 0));
    boolean ours = e.failure().kind() == Failure.Kind.BUDGET_SPENT;
    c.deferrals = ours ? 0 : deferrals + 1;
    c.waited = ours ? Duration.ZERO : waited.plus(Duration.between(at, e.until()));
    return c.task();
  }

  Task paused(TaskState next, @Nullable Instant until, int moreCrashes) {
    Change c = new Change(this);
    c.state = next;
    c.notBefore = until;
    c.runSince = null;
    c.crashes += moreCrashes;
    c.steered = false;
    return c.settled();
  }

  /** A mutable copy that one entry is applied to. */
  private static final class Change {
    private final Task from;
    private TaskState state;
    private @Nullable Instant notBefore;
    private int attempt;
    private int run;
    private @Nullable Instant runSince;
    private int steps;
    private int crashes;
    private int deferrals;
    private Duration waited;
    private List<Call> calls;
    private boolean steered;
    private TaskTerms terms;
    private Effort effort;

    Change(Task from) {
      this.from = from;
      state = from.state;
      notBefore = from.notBefore;
      attempt = from.attempt;
      run = from.run;
      runSince = from.runSince;
      steps = from.steps;
      crashes = from.crashes;
      deferrals = from.deferrals;
      waited = from.waited;
      calls = from.calls;
      steered = from.steered;
      terms = from.terms;
      effort = from.effort;
    }

    void change(String callId, UnaryOperator<Call> how) {
      calls = new ArrayList<>(calls);
      calls.replaceAll(call -> call.callId.equals(callId) ? how.apply(call) : call);
    }

    Task task() {
      return new Task(
          from.seq,
          state,
          from.priority,
          from.threadId,
          from.queuedAt,
          notBefore,
          from.expiresAt,
          from.timeout,
          from.maxAttempts,
          attempt,
          run,
          runSince,
          steps,
          crashes,
          deferrals,
          waited,
          calls,
          steered,
          from.ask,
          terms,
          effort);
    }

    /** A task whose every open call rests waits; one that waited for nothing else is queued. */
    Task settled() {
      boolean rests = !calls.isEmpty() && calls.stream().allMatch(Call::rests);
      TaskState next =
          switch (state) {
            case RUNNING, QUEUED -> rests ? TaskState.WAITING : state;
            case WAITING ->
                rests || notBefore != null || effort.overBudget() ? state : TaskState.QUEUED;
            default -> state;
          };
      if (next != state) {
        state = next;
        runSince = null;
      }
      return task();
    }
  }
}
