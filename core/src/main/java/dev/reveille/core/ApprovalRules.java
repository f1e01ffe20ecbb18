package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import dev.reveille.core.Entry.ToolReturned.Outcome;
import org.jspecify.annotations.Nullable;

/** Calls of tools that somebody must agree to first. */
final class ApprovalRules {
  private ApprovalRules() {}

  static void request(Draft draft, long task, ToolCall call, long reply) {
    draft.add(
        new Entry.ApprovalRequested(
            task,
            call.callId(),
            call.tool(),
            reply,
            draft.now().plus(draft.agent().config().approvalTtl())));
  }

  static @Nullable Rejected resolve(Draft draft, Command.ResolveApproval c) {
    String id = draft.agent().id() + "/" + c.approval();
    for (Task task : draft.agent().tasks()) {
      for (Task.Call call : task.calls()) {
        if (call.approval() == c.approval() && call.awaitsApproval()) {
          if (Rules.isPast(call.wakeAt(), draft.now())) {
            // Nobody has looked at the clock since; an answer that comes too late is still none.
            return new Rejected(Code.CONFLICT, id + " expired at " + call.wakeAt());
          }
          resolve(draft, task, call, c.approve(), c.note());
          return null;
        }
      }
    }
    boolean past = c.approval() > 0 && c.approval() <= draft.agent().seq();
    return past
        ? new Rejected(
            Code.CONFLICT, id + " is no open approval; listApprovals names those that are")
        : new Rejected(Code.NOT_FOUND, "no approval " + id);
  }

  /** Nobody has answered in time. */
  static void expire(Draft draft, Task task, Task.Call call) {
    resolve(draft, task, call, false, "nobody answered in time");
  }

  private static void resolve(
      Draft draft, Task task, Task.Call call, boolean approve, String note) {
    draft.add(
        new Entry.ApprovalResolved(task.seq(), call.callId(), call.approval(), approve, note));
    if (!approve) {
      String why = note.isEmpty() ? "" : ": " + note;
      String text = "This call was not approved" + why + ". Do not repeat it; find another way.";
      draft.add(new Entry.ToolReturned(task.seq(), call.callId(), Outcome.FAILED, text));
    }
  }
}
