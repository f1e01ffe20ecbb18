package dev.reveille.engine;

import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.Task;
import java.time.Instant;

/**
 * Which command a recorded entry came of, if it is the first of what came of it. Replies of models
 * are not here: what they mean is read anew.
 */
final class Reconstruction {
  private Reconstruction() {}

  /** Where an entry comes from. */
  sealed interface Source {}

  /** From this command, which can be decided on again. */
  record Of(Command command) implements Source {}

  /** From the model. */
  record OfModel() implements Source {}

  /** From outside the task: other tasks, a crash, a person; it is taken as it is. */
  record Given() implements Source {}

  /** From the decision that the entry before it came of. */
  record OfTheSame() implements Source {}

  static Source of(Entry.OfTask entry, Task task, Instant at) {
    long seq = task.seq();
    return switch (entry) {
      case Entry.TaskStarted e -> new Of(new Command.Begin(1));
      case Entry.ModelReplied e -> new OfModel();
      case Entry.ConversationCompacted e -> new OfModel();
      case Entry.ToolSuspended e ->
          new Of(
              new Command.ToolRests(
                  seq, task.run(), e.callId(), e.until(), e.reason(), e.awaits()));
      case Entry.ToolReturned e -> result(e, task, at);
      case Entry.ApprovalResolved e -> {
        Task.Call call = task.call(e.callId());
        boolean late = call != null && call.wakeAt() != null && !call.wakeAt().isAfter(at);
        yield new Of(
            late
                ? new Command.Tick()
                : new Command.ResolveApproval(e.approval(), e.approved(), e.note()));
      }
      case Entry.TaskSteered e -> new Of(new Command.Steer(seq, e.message()));
      case Entry.TaskBudgetSet e -> new Of(new Command.SetTaskBudget(seq, e.budget()));
      case Entry.TaskCancelled e -> new Of(new Command.Cancel(seq, e.reason()));
      case Entry.TaskExpired e -> new Of(new Command.Tick());
      case Entry.TaskInterrupted e ->
          e.cause() == Interruption.BUDGET ? new Given() : new Of(new Command.Interrupt(e.cause()));
      case Entry.ContextExceeded e -> failed(e.failure(), task);
      case Entry.TaskRetrying e -> failure(e.failure(), task);
      case Entry.TaskDeferred e ->
          // With a call of a tool open: the running time of all agents was spent.
          task.calls().isEmpty() ? failed(e.failure(), task) : new Given();
      case Entry.TaskDied e -> failure(e.failure(), task);
      case Entry.TaskFailed e -> failed(e.failure(), task);
      case Entry.CallLost e -> new Given();
      case Entry.ToolCalled e -> new OfTheSame();
      case Entry.ApprovalRequested e -> new OfTheSame();
      case Entry.TaskNudged e -> new OfTheSame();
      case Entry.TaskOverBudget e -> overBudget(task, at);
      case Entry.TaskSucceeded e -> new OfTheSame();
      case Entry.AskAnswered e -> new OfTheSame();
      case Entry.DeadLetterRedriven e -> new Given();
      case Entry.DeadLetterDiscarded e -> new Given();
    };
  }

  private static Source result(Entry.ToolReturned e, Task task, Instant at) {
    Task.Call call = task.call(e.callId());
    boolean failed = e.outcome() == Entry.ToolReturned.Outcome.FAILED;
    if (call == null || e.outcome() == Entry.ToolReturned.Outcome.UNKNOWN) {
      return new Given();
    }
    if (call.awaits() != null) {
      return new Of(
          new Command.AnswerArrived(task.seq(), task.steps(), e.callId(), failed, e.text()));
    }
    if (call.wakeAt() != null) {
      return call.wakeAt().isAfter(at) ? new Given() : new Of(new Command.Tick());
    }
    return new Of(new Command.ToolDone(task.seq(), task.run(), e.callId(), failed, e.text()));
  }

  private static Source failure(Failure failure, Task task) {
    if (failure.message().startsWith("quarantined")) {
      return new Of(new Command.Interrupt(Interruption.CRASH));
    }
    // One that comes in behind the time-out, before anybody has looked at the clock, is none.
    boolean late = failure.message().endsWith("its time-out");
    return late ? new Of(new Command.Tick()) : failed(failure, task);
  }

  /** Either its running time was over, or what it did just before was too much. */
  private static Source overBudget(Task task, Instant at) {
    Instant end = task.budgetEnd();
    boolean late = end != null && !end.isAfter(at);
    return late ? new Of(new Command.Tick()) : new OfTheSame();
  }

  private static Source failed(Failure failure, Task task) {
    return new Of(new Command.CallFailed(task.seq(), task.run(), task.steps() + 1, failure, null));
  }
}
