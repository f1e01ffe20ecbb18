package dev.reveille.core;

import dev.reveille.core.Entry.ToolReturned.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tasks run: what their models and tools answer, and what happens when something fails. */
final class RunRules {
  private RunRules() {}

  static Decision.@Nullable Rejected begin(Draft draft, int permits, Priority atLeast) {
    List<Task> ready = draft.agent().startable(draft.now(), atLeast);
    for (Task task : ready.subList(0, Math.min(permits, ready.size()))) {
      boolean again = task.state() == TaskState.RETRYING || task.attempt() == 0;
      int attempt = again ? task.attempt() + 1 : task.attempt();
      draft.add(new Entry.TaskStarted(task.seq(), attempt, task.run() + 1));
    }
    return null;
  }

  /** The running tasks are let go: they go on later where their last recorded step ended. */
  static Decision.@Nullable Rejected interrupt(Draft draft, Interruption cause) {
    for (Task task : draft.agent().tasks()) {
      if (!task.isRunning()) {
        continue;
      }
      int crashes = task.crashes() + 1;
      boolean counts = cause == Interruption.CRASH;
      if (counts && crashes >= draft.agent().config().poisonAfter()) {
        String why =
            "quarantined: its process died under it "
                + crashes
                + " times without progress; see"
                + " what its last step does, then redrive or discard it";
        BudgetRules.lost(draft, task);
        TaskRules.die(draft, task.seq(), new Failure(Failure.Kind.PERMANENT, why));
        continue;
      }
      forgetUnsafeCalls(draft, task);
      BudgetRules.lost(draft, task);
      // A second crash in a row makes it a suspect: let the others go first.
      Instant notBefore = counts && crashes > 1 ? draft.retryAt(crashes - 1) : null;
      draft.add(new Entry.TaskInterrupted(task.seq(), cause, notBefore));
    }
    return null;
  }

  /** The running time of all agents together is spent; the calls under way are given up. */
  static Decision.@Nullable Rejected outOfTime(Draft draft, Command.OutOfTime c) {
    for (Task task : draft.agent().tasks()) {
      if (task.isRunning() && !task.isTouchy()) {
        BudgetRules.lost(draft, task);
        draft.add(new Entry.TaskDeferred(task.seq(), c.failure(), draft.notBefore(c.retryAfter())));
      }
    }
    return null;
  }

  /** Calls that are under way and may not be run again: nobody will know what became of them. */
  private static void forgetUnsafeCalls(Draft draft, Task task) {
    for (Task.Call call : task.calls()) {
      if (!call.rests() && !call.policy().mayRunAgain()) {
        String text =
            "The outcome of this call is unknown: it was interrupted after it began. It was not"
                + " run again, because "
                + call.tool()
                + " may change things twice. Find out"
                + " what holds before you repeat it.";
        draft.add(new Entry.ToolReturned(task.seq(), call.callId(), Outcome.UNKNOWN, text));
      }
    }
  }

  static Decision.@Nullable Rejected replyArrived(Draft draft, Command.ReplyArrived c) {
    Task task = current(draft, c.task(), c.run());
    if (task == null || !task.calls().isEmpty() || c.step() != task.steps() + 1) {
      return null;
    }
    ModelReply reply = c.reply();
    draft.add(new Entry.ModelReplied(c.task(), c.step(), reply, c.asked()));
    boolean ends = reply.isFinal() && !task.steered();
    Entry.TaskNudged nudge = ends ? StepRules.nudge(c) : null;
    if (reply.finish() == ModelReply.Finish.REFUSED) {
      fail(draft, task, "the model refused: " + reply.text());
    } else if (ends && nudge == null) {
      draft.add(new Entry.TaskSucceeded(c.task(), c.result()));
    } else if (isRepaired(task, nudge)) {
      fail(
          draft, task, "the result does not fit its schema, also when asked again: " + c.invalid());
    } else if (c.step() >= draft.agent().config().maxSteps()) {
      String limit = "no final answer after " + c.step() + " steps, the limit; see config.maxSteps";
      fail(draft, task, limit);
    } else if (nudge != null) {
      draft.add(nudge);
    } else {
      call(draft, c);
    }
    return null;
  }

  private static boolean isRepaired(Task task, Entry.@Nullable TaskNudged nudge) {
    return nudge != null
        && nudge.cause() == Entry.TaskNudged.Cause.RESULT
        && task.effort().repaired();
  }

  /**
   * Nothing has been called yet: the intents come first, and stand in the journal. All of them
   * before anybody is asked, or the task would wait though others of its calls can be run.
   */
  private static void call(Draft draft, Command.ReplyArrived c) {
    long replied = draft.agent().seq();
    for (int i = 0; i < c.reply().calls().size(); i++) {
      ToolCall call = c.reply().calls().get(i);
      int arguments = call.arguments().hashCode();
      draft.add(
          new Entry.ToolCalled(
              c.task(), call.callId(), call.tool(), c.policies().get(i), arguments));
    }
    for (ToolCall call : c.reply().calls()) {
      if (c.asks().contains(call.callId())) {
        ApprovalRules.request(draft, c.task(), call, replied);
      }
    }
  }

  static Decision.@Nullable Rejected compacted(Draft draft, Command.Compacted c) {
    Task task = current(draft, c.task(), c.run());
    if (task != null
        && task.callsModel()
        && c.compaction() == task.effort().compactions() + 1
        && c.throughStep() <= task.steps()) {
      draft.add(new Entry.ConversationCompacted(c.task(), c.throughStep(), c.summary(), c.usage()));
    }
    return null;
  }

  static Decision.@Nullable Rejected callFailed(Draft draft, Command.CallFailed c) {
    Task task = current(draft, c.task(), c.run());
    if (task == null || !task.calls().isEmpty() || c.step() != task.steps() + 1) {
      return null;
    }
    Failure failure = c.failure();
    if (c.charged()) {
      BudgetRules.lost(draft, task);
    }
    if (failure.kind() == Failure.Kind.TOO_LONG) {
      makeRoom(draft, task, failure);
      return null;
    }
    if (failure.kind() == Failure.Kind.PERMANENT) {
      draft.add(new Entry.TaskFailed(task.seq(), failure));
    } else if (failure.isDeferral()) {
      waitOrDie(draft, task, failure, c.retryAfter());
    } else {
      retryOrDie(draft, task, failure);
    }
    return null;
  }

  /** As long as it was told, else longer each time; but in all no longer than its patience. */
  private static void waitOrDie(
      Draft draft, Task task, Failure failure, @Nullable Duration retryAfter) {
    Duration patience = draft.agent().config().patience();
    boolean ours = failure.kind() == Failure.Kind.BUDGET_SPENT;
    if (ours || task.waited().compareTo(patience) < 0) {
      Instant until =
          retryAfter != null ? draft.notBefore(retryAfter) : draft.retryAt(task.deferrals() + 1);
      draft.add(new Entry.TaskDeferred(task.seq(), failure, until));
    } else {
      String why = failure.message() + "; waited for " + task.waited().toSeconds() + " s";
      String limit = ", see config.patienceSeconds";
      retryOrDie(draft, task, new Failure(failure.kind(), why + limit));
    }
  }

  /** Once for each step: what is too long also in short will not be shorter the next time. */
  private static void makeRoom(Draft draft, Task task, Failure failure) {
    if (task.effort().room() == Effort.Room.ENOUGH) {
      draft.add(new Entry.ContextExceeded(task.seq(), failure));
    } else {
      fail(
          draft,
          task,
          "the conversation is too long, also when it is to be made shorter: "
              + failure.message()
              + "; send less, take a model with more room, or say its contextTokens in"
              + " models.perModel or in config, so that it is made shorter in time");
    }
  }

  static void timedOut(Draft draft, Task task) {
    forgetUnsafeCalls(draft, task);
    BudgetRules.lost(draft, task);
    Duration limit = task.timeout() == null ? Duration.ZERO : task.timeout();
    String why =
        "attempt "
            + task.attempt()
            + " ran longer than "
            + limit.toMillis() / 1000.0
            + " s, its time-out";
    retryOrDie(draft, task, new Failure(Failure.Kind.TRANSIENT, why));
  }

  private static void retryOrDie(Draft draft, Task task, Failure failure) {
    if (task.attempt() >= task.maxAttempts()) {
      TaskRules.die(draft, task.seq(), failure);
    } else {
      Instant again = draft.retryAt(task.attempt());
      draft.add(new Entry.TaskRetrying(task.seq(), failure, again));
    }
  }

  static Decision.@Nullable Rejected toolDone(Draft draft, Command.ToolDone c) {
    if (isUnderWay(draft, c.task(), c.run(), c.callId())) {
      Outcome outcome = c.failed() ? Outcome.FAILED : Outcome.OK;
      draft.add(new Entry.ToolReturned(c.task(), c.callId(), outcome, c.text()));
    }
    return null;
  }

  static Decision.@Nullable Rejected toolRests(Draft draft, Command.ToolRests c) {
    if (isUnderWay(draft, c.task(), c.run(), c.callId())) {
      draft.add(new Entry.ToolSuspended(c.task(), c.callId(), c.until(), c.reason(), c.awaits()));
      TimeRules.passed(draft);
    }
    return null;
  }

  /** The answer may be quicker than the news that the call waits for it. */
  static Decision.@Nullable Rejected answerArrived(Draft draft, Command.AnswerArrived c) {
    Task task = draft.agent().tasks().get(c.task());
    Task.Call call = task == null || task.steps() != c.step() ? null : task.call(c.callId());
    if (call != null && !call.awaitsApproval() && (call.awaits() != null || !call.rests())) {
      Outcome outcome = c.failed() ? Outcome.FAILED : Outcome.OK;
      draft.add(new Entry.ToolReturned(c.task(), c.callId(), outcome, c.text()));
    }
    return null;
  }

  private static boolean isUnderWay(Draft draft, long task, int run, String callId) {
    Task current = current(draft, task, run);
    Task.Call call = current == null ? null : current.call(callId);
    return call != null && !call.rests();
  }

  /** The task, if it still is in that run; what comes from an earlier one comes too late. */
  private static @Nullable Task current(Draft draft, long seq, int run) {
    Task task = draft.agent().tasks().get(seq);
    return task != null && task.isRunning() && task.run() == run ? task : null;
  }

  private static void fail(Draft draft, Task task, String why) {
    draft.add(new Entry.TaskFailed(task.seq(), new Failure(Failure.Kind.PERMANENT, why)));
  }
}
