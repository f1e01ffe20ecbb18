package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.ApprovalRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of calls that somebody must agree to, by a connection. */
final class Approvals {
  private static final String APPROVAL =
      """
      SELECT agent_id, number, task_seq, call_id, tool, requested_at_ms, expires_at_ms
      FROM approvals
      """;

  private final Sql sql;

  Approvals(Sql sql) {
    this.sql = sql;
  }

  /** True if other calls wait than before; nearly always told by an address. */
  static boolean haveChanged(Agent before, Agent after) {
    return before.tasks() != after.tasks() && !of(before).equals(of(after));
  }

  /** What an agent's calls wait for, in whole milliseconds. */
  static List<ApprovalRow> of(Agent agent) {
    return ApprovalRow.of(agent).stream()
        .map(row ->
            new ApprovalRow(
                row.id(),
                row.task(),
                row.callId(),
                row.tool(),
                Millis.ceiling(row.requestedAt()),
                Millis.ceiling(row.expiresAt())))
        .toList();
  }

  void replace(Agent agent) throws SQLException {
    Change d = sql.change("DELETE FROM approvals WHERE agent_id = ?");
    Text.set(d, 1, agent.id().value());
    d.write();
    Change s =
        sql.change(
            """
            INSERT INTO approvals
              (agent_id, number, task_seq, call_id, tool, requested_at_ms, expires_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """);
    for (ApprovalRow row : of(agent)) {
      Text.set(s, 1, agent.id().value());
      s.setLong(2, row.id().seq());
      s.setLong(3, row.task());
      Text.set(s, 4, row.callId());
      Text.set(s, 5, row.tool());
      Millis.set(s, 6, row.requestedAt());
      Millis.set(s, 7, row.expiresAt());
      s.write();
    }
  }

  /** By agent and number, after one of them. */
  List<ApprovalRow> list(@Nullable String agentId, @Nullable TaskId after, int limit)
      throws SQLException {
    Where where = new Where();
    if (agentId != null) {
      where.and("agent_id = ?", agentId);
    }
    if (after != null) {
      where.and("agent_id >= ?", after.agent().value());
      where.and("(agent_id > ? OR number > " + after.seq() + ")", after.agent().value());
    }
    PreparedStatement s = where.prepare(sql, APPROVAL, "ORDER BY agent_id, number", limit);
    return Queries.list(s, Approvals::row);
  }

  private static ApprovalRow row(ResultSet row) throws SQLException {
    return new ApprovalRow(
        new TaskId(new AgentId(Text.get(row, 1)), row.getLong(2)),
        row.getLong(3),
        Text.get(row, 4),
        Text.get(row, 5),
        Millis.get(row, 6),
        Millis.get(row, 7));
  }
}
