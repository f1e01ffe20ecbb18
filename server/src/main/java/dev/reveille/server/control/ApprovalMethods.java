package dev.reveille.server.control;

import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import dev.reveille.engine.Views.ApprovalRow;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of calls that somebody must agree to. */
final class ApprovalMethods {
  private final Ask ask;
  private final Journal journal;
  private final Views views;

  ApprovalMethods(Engine engine, Journal journal, Views views) {
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.listApprovals",
            Params.ListApprovals.class,
            "Lists calls of tools that wait until somebody agrees to them, a page at a time.",
            this::list)
        .method(
            "async.resolveApproval",
            Params.ResolveApproval.class,
            "Agrees to a call of a tool, or denies it; the note is told to the model with a no.",
            this::resolve);
  }

  private Object list(Params.ListApprovals p, Connection c) {
    int limit = Ask.limit(p.limit());
    String agent = p.agentId() == null ? null : p.agentId().value();
    List<ApprovalRow> rows = views.approvals(agent, cursor(p.cursor()), limit + 1);
    boolean more = rows.size() > limit;
    List<ApprovalRow> page = more ? rows.subList(0, limit) : rows;
    Map<String, @Nullable Object> answer =
        Fields.of("approvals", page.stream().map(this::row).toList());
    answer.put("nextCursor", more ? page.getLast().id() : null);
    return answer;
  }

  private static @Nullable TaskId cursor(@Nullable String cursor) {
    try {
      return cursor == null ? null : TaskId.parse(cursor);
    } catch (IllegalArgumentException e) {
      throw RpcException.invalidParams("cursor", "give the nextCursor of the page before");
    }
  }

  private Map<String, @Nullable Object> row(ApprovalRow row) {
    return Fields.of(
        "approvalId", row.id(),
        "agentId", row.id().agent(),
        "taskId", new TaskId(row.id().agent(), row.task()),
        "tool", row.tool(),
        "arguments", arguments(row),
        "requestedAt", row.requestedAt(),
        "expiresAt", row.expiresAt());
  }

  /** What the model wrote; whether it is JSON at all is the tool's question. */
  private @Nullable String arguments(ApprovalRow row) {
    Entry asked = journal.entry(row.id().agent(), row.id().seq()).orElse(null);
    if (asked instanceof Entry.ApprovalRequested request
        && journal.entry(row.id().agent(), request.reply()).orElse(null)
            instanceof Entry.ModelReplied said) {
      return said.reply().call(row.callId()).map(ToolCall::arguments).orElse(null);
    }
    return null;
  }

  private Object resolve(Params.ResolveApproval p, Connection c) throws InterruptedException {
    boolean approve = p.decision() == Params.ResolveApproval.Verdict.APPROVE;
    String note = p.note() == null ? "" : p.note();
    Command command =
        Ask.valid("", () -> new Command.ResolveApproval(p.approvalId().seq(), approve, note));
    ask.command(p.approvalId().agent(), command);
    return Fields.of("success", true, "approvalId", p.approvalId(), "decision", p.decision());
  }
}
