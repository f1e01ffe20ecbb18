package dev.reveille.core;

import dev.reveille.core.Entry.TaskNudged.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a task and its next model call: is the last reply the end, does the task get
 * anywhere, may it spend any more. The one place where all of a task's steps pass.
 */
final class StepRules {
  private StepRules() {}

  /** What the model is told so that it goes on; null if the reply is the end of the task. */
  static Entry.@Nullable TaskNudged nudge(Command.ReplyArrived c) {
    ModelReply reply = c.reply();
    boolean blank = reply.text().isBlank();
    if (reply.finish() == ModelReply.Finish.LENGTH && blank) {
      return nudge(
          c.task(),
          Cause.CUT,
          "You reached the limit of your reply's length before you said anything. Think less, then"
              + " call a tool, or give your final answer.");
    }
    if (reply.finish() == ModelReply.Finish.LENGTH) {
      return nudge(
          c.task(),
          Cause.CUT,
          "Your reply was cut off by the limit of its length. Go on exactly where it stopped;"
              + " repeat nothing.");
    }
    if (blank) {
      return nudge(
          c.task(), Cause.EMPTY, "Your reply was empty. Call a tool, or give your final answer.");
    }
    if (c.goesOn()) {
      return nudge(c.task(), Cause.ASKED, "Continue.");
    }
    return c.invalid() == null
        ? null
        : nudge(
            c.task(),
            Cause.RESULT,
            "Your answer does not fit the schema that was asked for: "
                + c.invalid()
                + "\nAnswer again, with nothing but JSON that fits it.");
  }

  private static Entry.TaskNudged nudge(long task, Cause cause, String message) {
    return new Entry.TaskNudged(task, cause, message);
  }

  /** Looks at each task whose model would be called next, and was not before this decision. */
  static void next(Draft draft, Agent before) {
    if (draft.isEmpty()) {
      return;
    }
    List<Long> due = due(draft.agent(), before);
    due.forEach(task -> look(draft, task));
    BudgetRules.hold(draft, due);
  }

  private static List<Long> due(Agent agent, Agent before) {
    if (agent.tasks().running() == 0) {
      return List.of();
    }
    List<Long> due = new ArrayList<>();
    for (Task task : agent.tasks()) {
      Task old = task.callsModel() ? before.tasks().get(task.seq()) : null;
      boolean known =
          old != null
              && old.callsModel()
              && Effect.CallModel.of(old).equals(Effect.CallModel.of(task));
      if (task.callsModel() && !known) {
        due.add(task.seq());
      }
    }
    return due;
  }

  /** A task that brings nothing new is told so, and fails if that does not help. */
  private static void look(Draft draft, long seq) {
    Task task = draft.agent().tasks().get(seq);
    int limit = draft.agent().config().loopLimit();
    int stale = task == null ? 0 : task.effort().stale();
    if (stale >= 2 * limit) {
      String why =
          "no progress: the last "
              + stale
              + " steps repeated calls with answers that were known, or said nothing; see the"
              + " task's steps, config.loopLimit, and settings.maxOutputTokens if its replies were cut";
      draft.add(new Entry.TaskFailed(seq, new Failure(Failure.Kind.PERMANENT, why)));
    } else if (stale == limit) {
      String message =
          "Your last "
              + stale
              + " steps brought nothing new: the same calls gave the same answers, or failed in"
              + " the same way. Do something else, or give your final answer and say what stopped"
              + " you. After "
              + limit
              + " more such steps this task is ended.";
      draft.add(nudge(seq, Cause.LOOP, message));
    }
  }
}
