package dev.reveille.testkit;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.Ask;
import dev.reveille.core.Entry;
import dev.reveille.core.Entry.ToolReturned.Outcome;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the auditor knows of one open task. */
final class TaskTrail {
  private final long seq;
  private final Entry.TaskQueued queued;
  private boolean running;
  private boolean counts = true;
  private int attempt;
  private int run;
  private int steps;
  private int crashes;
  private int allCrashes;
  private Duration waited = Duration.ZERO;
  private @Nullable Instant notBefore;
  private Instant runSince = Instant.EPOCH;
  private @Nullable ModelReply reply;
  private final Map<String, Open> calls = new HashMap<>();

  private final Set<String> answers = new HashSet<>();
  private boolean fresh;
  private int stale;
  private boolean nudged;
  private boolean lacksRoom;
  private boolean madeRoom;

  /**
   * A call without an outcome.
   *
   * @param approval that it waits for; 0: none
   */
  private record Open(ToolCall call, ToolPolicy policy, @Nullable Instant until, long approval) {}

  int steps() {
    return steps;
  }

  List<Long> asked() {
    return calls.values().stream().map(Open::approval).filter(number -> number > 0).toList();
  }

  /** Who waits for its end; null if nobody does. */
  @Nullable Ask ask() {
    return queued.ask();
  }

  TaskTrail(long seq, Entry.TaskQueued queued) {
    this.seq = seq;
    this.queued = queued;
    this.notBefore = queued.notBefore();
  }

  long seq() {
    return seq;
  }

  boolean running() {
    return running;
  }

  /** True if it is reason enough to wake its agent. */
  boolean wakes(Instant at, AgentConfig config) {
    boolean urgent = queued.priority().atLeast(config.wakeOnPriority());
    return urgent && !running && (notBefore == null || !at.isBefore(notBefore));
  }

  /** How many crashes it was ever charged with. */
  int crashes() {
    return allCrashes;
  }

  @Nullable String thread() {
    return queued.threadId();
  }

  @Nullable String take(long number, Instant at, Entry.OfTask entry, AgentConfig config) {
    return switch (entry) {
      case Entry.TaskStarted e -> started(at, e);
      case Entry.ModelReplied e -> replied(e, config);
      case Entry.ToolCalled e -> called(e);
      case Entry.ToolSuspended e -> suspended(e);
      case Entry.ToolReturned e -> returned(at, e);
      case Entry.TaskSteered e -> null;
      case Entry.TaskNudged e -> nudged(e, config);
      case Entry.ApprovalRequested e -> asked(number, e);
      case Entry.ApprovalResolved e -> resolved(at, e);
      case Entry.ConversationCompacted e -> shortened();
      case Entry.ContextExceeded e -> tooLong();
      case Entry.CallLost e -> running && calls.isEmpty() ? null : "no model call is under way";
      case Entry.TaskOverBudget e -> paused(false, null, true);
      case Entry.TaskBudgetSet e -> null;
      case Entry.TaskRetrying e -> retrying(at, e, config);
      case Entry.TaskDeferred e -> deferred(at, e, config);
      case Entry.TaskInterrupted e -> {
        crashes += e.cause() == Interruption.CRASH ? 1 : 0;
        allCrashes += e.cause() == Interruption.CRASH ? 1 : 0;
        yield paused(false, e.notBefore(), crashes < config.poisonAfter());
      }
      case Entry.TaskSucceeded e ->
          running && calls.isEmpty() && reply != null && isAnswer(reply) ? null : "nobody said so";
      case Entry.TaskFailed e -> failed(e, config);
      case Entry.TaskCancelled e -> null;
      case Entry.TaskExpired e ->
          !running && queued.expiresAt() != null && !at.isBefore(queued.expiresAt())
              ? null
              : "it runs, or expires at " + queued.expiresAt() + " and it is " + at;
      case Entry.TaskDied e -> died(at, e, config);
      case Entry.AskAnswered e -> null;
      case Entry.DeadLetterRedriven e -> null;
      case Entry.DeadLetterDiscarded e -> null;
    };
  }

  private @Nullable String started(Instant at, Entry.TaskStarted e) {
    int next = attempt + (counts ? 1 : 0);
    boolean right = !running && e.run() == run + 1 && e.attempt() == next;
    if (!right) {
      return "run "
          + (run + 1)
          + " of attempt "
          + next
          + " must come, and it "
          + (running ? "runs already" : "does not run");
    }
    if (notBefore != null && at.isBefore(notBefore)) {
      return "that is early: it may start from " + notBefore + " and it is " + at;
    }
    if (attempt > queued.maxAttempts()) {
      return "it has had all its " + queued.maxAttempts() + " attempts";
    }
    running = true;
    counts = false;
    notBefore = null;
    attempt = e.attempt();
    run = e.run();
    runSince = at;
    return null;
  }

  private static boolean isAnswer(ModelReply reply) {
    boolean whole = reply.finish() == ModelReply.Finish.STOP && !reply.text().isBlank();
    return whole && reply.isFinal();
  }

  private @Nullable String nudged(Entry.TaskNudged e, AgentConfig config) {
    if (!running || !calls.isEmpty()) {
      return "it is not its model's turn";
    }
    boolean early = e.cause() == Entry.TaskNudged.Cause.LOOP && stale < config.loopLimit();
    nudged |= e.cause() == Entry.TaskNudged.Cause.RESULT;
    return early ? "only " + stale + " steps of it brought nothing new" : null;
  }

  private @Nullable String failed(Entry.TaskFailed e, AgentConfig config) {
    if (!running) {
      return "it does not run";
    }
    String why = e.failure().message();
    if (why.startsWith("the result does not fit") && !nudged) {
      return "its model was not asked again";
    }
    if (why.startsWith("the conversation is too long, also") && !lacksRoom && !madeRoom) {
      return "nobody has tried to make it shorter";
    }
    return why.startsWith("no progress") && stale < 2 * config.loopLimit()
        ? "only " + stale + " steps of it brought nothing new"
        : null;
  }

  private @Nullable String replied(Entry.ModelReplied e, AgentConfig config) {
    if (!running || !calls.isEmpty() || e.step() != steps + 1) {
      return "step " + (steps + 1) + " must come, with no open call, but open are " + calls;
    }
    if (lacksRoom) {
      return "its conversation was too long, and is not shorter yet";
    }
    madeRoom = false;
    String endless = "it goes on, though " + stale + " steps of it brought nothing new";
    String objection = stale >= 2 * config.loopLimit() ? endless : null;
    steps++;
    waited = Duration.ZERO;
    reply = e.reply();
    fresh = false;
    stale += reply.isFinal() && reply.text().isBlank() ? 1 : 0;
    return objection;
  }

  /** It is said once of a step, and then the conversation is made shorter. */
  private @Nullable String tooLong() {
    if (!running || !calls.isEmpty()) {
      return "it is not its model's turn";
    }
    boolean again = lacksRoom || madeRoom;
    lacksRoom = true;
    return again ? "that was said at this step already" : null;
  }

  private @Nullable String shortened() {
    madeRoom |= lacksRoom;
    lacksRoom = false;
    return running && calls.isEmpty() ? null : "it is not its model's turn";
  }

  private @Nullable String called(Entry.ToolCalled e) {
    ToolCall wish = null;
    if (reply != null) {
      for (ToolCall call : reply.calls()) {
        wish = call.callId().equals(e.callId()) ? call : wish;
      }
    }
    if (!running || wish == null || !wish.tool().equals(e.tool())) {
      return "the model did not want that";
    }
    boolean first = calls.put(e.callId(), new Open(wish, e.policy(), null, 0)) == null;
    return first ? null : "the model wanted that only once";
  }

  private @Nullable String suspended(Entry.ToolSuspended e) {
    Open call = calls.get(e.callId());
    if (!running || call == null || call.until != null) {
      return "no such call is under way";
    }
    calls.put(e.callId(), new Open(call.call, call.policy, e.until(), 0));
    crashes = 0;
    fresh = true;
    settle();
    return null;
  }

  private @Nullable String asked(long number, Entry.ApprovalRequested e) {
    Open call = calls.get(e.callId());
    if (!running || call == null || call.until != null) {
      return "no such call is under way";
    }
    calls.put(e.callId(), new Open(call.call, call.policy, e.expiresAt(), number));
    settle();
    return null;
  }

  private @Nullable String resolved(Instant at, Entry.ApprovalResolved e) {
    Open call = calls.get(e.callId());
    if (call == null || call.until == null || call.approval != e.approval()) {
      return "no such call waits for that";
    }
    if (e.note().startsWith("nobody answered") && at.isBefore(call.until)) {
      return "that is early: it waits until " + call.until + " and it is " + at;
    }
    if (e.approved()) {
      calls.put(e.callId(), new Open(call.call, call.policy, null, 0));
    }
    return null;
  }

  private @Nullable String returned(Instant at, Entry.ToolReturned e) {
    Open call = calls.remove(e.callId());
    crashes = e.outcome() == Outcome.UNKNOWN ? crashes : 0;
    if (call == null) {
      return "no such call is under way";
    }
    if (e.outcome() == Outcome.UNKNOWN && (call.policy.mayRunAgain() || call.until != null)) {
      return "its outcome would be known after another run";
    }
    boolean byTime =
        call.until != null
            && (e.text().startsWith("woken by time") || e.text().startsWith("no answer from"));
    if (byTime && at.isBefore(call.until)) {
      return "that is early: it rests until " + call.until + " and it is " + at;
    }
    boolean well = e.outcome() == Outcome.OK;
    ToolCall made = call.call;
    fresh |= answers.add(made.tool() + "#" + (well ? made.arguments() : "!") + "#" + e.text());
    if (calls.isEmpty()) {
      stale = fresh ? 0 : stale + 1;
    }
    settle();
    return null;
  }

  /** A task whose open calls all rest does not run. */
  private void settle() {
    boolean rests = !calls.isEmpty() && calls.values().stream().allMatch(c -> c.until != null);
    running &= !rests;
  }

  private @Nullable String deferred(Instant at, Entry.TaskDeferred e, AgentConfig config) {
    boolean ours = e.failure().kind() == Failure.Kind.BUDGET_SPENT;
    if (!ours && isOutOfPatience(config)) {
      return "it has waited for " + waited + " and may wait for " + config.patience();
    }
    waited = ours ? Duration.ZERO : waited.plus(Duration.between(at, e.until()));
    return paused(false, e.until(), e.failure().isDeferral());
  }

  private boolean isOutOfPatience(AgentConfig config) {
    return waited.compareTo(config.patience()) >= 0;
  }

  private @Nullable String retrying(Instant at, Entry.TaskRetrying e, AgentConfig config) {
    if (e.failure().isDeferral() && !isOutOfPatience(config)) {
      return "an attempt is burnt for what it only has to wait for";
    }
    if (attempt >= queued.maxAttempts()) {
      return "it has had all its " + queued.maxAttempts() + " attempts";
    }
    if (e.failure().kind() == Failure.Kind.PERMANENT) {
      return "that failure will not pass";
    }
    return paused(true, e.notBefore(), true) == null ? early(at, e.failure()) : "it does not run";
  }

  private @Nullable String died(Instant at, Entry.TaskDied e, AgentConfig config) {
    boolean poison = e.failure().message().startsWith("quarantined");
    if (poison) {
      return crashes + 1 >= config.poisonAfter() ? null : "it crashed only " + crashes + " times";
    }
    if (e.failure().isDeferral() && !isOutOfPatience(config)) {
      return "it only has to wait";
    }
    return attempt >= queued.maxAttempts() ? early(at, e.failure()) : "it has attempts left";
  }

  private @Nullable String early(Instant at, Failure failure) {
    boolean timedOut = failure.message().contains("its time-out") && queued.timeout() != null;
    return timedOut && at.isBefore(runSince.plus(queued.timeout()))
        ? "that is early: it runs since " + runSince + " and it is " + at
        : null;
  }

  private @Nullable String paused(boolean counted, @Nullable Instant until, boolean right) {
    // A task that rests waits already; letting go of its last unsafe call may have made it so.
    boolean ran = running || !calls.isEmpty();
    running = false;
    counts |= counted;
    notBefore = until;
    return ran && right ? null : "it does not run, or not for that reason";
  }
}
