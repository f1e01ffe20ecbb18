package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.engine.Views.FiringRow;
import dev.reveille.engine.Views.FiringRow.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger of all schedules, by a connection. */
final class Firings {
  private static final Outcome[] OUTCOMES = Outcome.values();

  /** A line, and whose it is. */
  record Firing(AgentId agent, String schedule, FiringRow row) {}

  private static final String FIRING =
      """
      SELECT agent_id, schedule_id, position, due_at_ms, last_due_at_ms, due_count, outcome,
        by_hand, why, task_seq, at_ms
      FROM firings
      """;

  private final Sql sql;

  Firings(Sql sql) {
    this.sql = sql;
  }

  /** The line of an entry; null if it is about a schedule as such. */
  static @Nullable Firing of(Entry.OfSchedule entry, AgentId agent, long position, Instant at) {
    FiringRow row =
        switch (entry) {
          case Entry.ScheduleFired e -> {
            Instant due = Millis.ceiling(e.dueAt());
            yield new FiringRow(
                position, due, due, 1, Outcome.FIRED, e.byHand(), null, e.task(), at);
          }
          case Entry.ScheduleSkipped e -> {
            Instant due = Millis.ceiling(e.dueAt());
            yield new FiringRow(position, due, due, 1, Outcome.SKIPPED, false, e.why(), 0, at);
          }
          case Entry.ScheduleMissed e -> {
            Instant first = Millis.ceiling(e.dueAt());
            Instant last = Millis.ceiling(e.lastDueAt());
            yield new FiringRow(
                position, first, last, e.count(), Outcome.MISSED, false, e.why(), 0, at);
          }
          case Entry.ScheduleSet e -> null;
          case Entry.SchedulePaused e -> null;
          case Entry.ScheduleResumed e -> null;
          case Entry.ScheduleDeleted e -> null;
        };
    return row == null ? null : new Firing(agent, entry.schedule(), row);
  }

  void insert(Firing firing) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO firings
              (agent_id, schedule_id, position, due_at_ms, last_due_at_ms, due_count, outcome,
               by_hand, why, task_seq, at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (position) DO NOTHING
            """);
    FiringRow row = firing.row();
    Text.set(s, 1, firing.agent().value());
    Text.set(s, 2, firing.schedule());
    s.setLong(3, row.cursor());
    Millis.set(s, 4, row.dueAt());
    Millis.set(s, 5, row.lastDueAt());
    s.setInt(6, row.count());
    s.setInt(7, row.outcome().ordinal());
    s.setInt(8, row.byHand() ? 1 : 0);
    Text.set(s, 9, row.why());
    s.setLong(10, row.task());
    Millis.set(s, 11, row.at());
    s.write();
  }

  void deleteOf(String agentId) throws SQLException {
    Change s = sql.change("DELETE FROM firings WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    s.write();
  }

  /** Lines of one schedule, the newest first. */
  List<FiringRow> list(String agentId, String scheduleId, @Nullable Long before, int limit)
      throws SQLException {
    Where where = new Where().and("agent_id = ?", agentId).and("schedule_id = ?", scheduleId);
    if (before != null) {
      where.and("position < ?", before);
    }
    PreparedStatement s = where.prepare(sql, FIRING, "ORDER BY position DESC", limit);
    return Queries.list(s, row -> firing(row).row());
  }

  /** The line at a position; null if there is none. */
  @Nullable Firing at(long position) throws SQLException {
    Where where = new Where().and("position = ?", position);
    List<Firing> found = Queries.list(where.prepare(sql, FIRING, "", 1), Firings::firing);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static Firing firing(ResultSet row) throws SQLException {
    return new Firing(
        new AgentId(Text.get(row, 1)),
        Text.get(row, 2),
        new FiringRow(
            row.getLong(3),
            Millis.get(row, 4),
            Millis.get(row, 5),
            row.getInt(6),
            OUTCOMES[row.getInt(7)],
            row.getInt(8) == 1,
            Text.get(row, 9),
            row.getLong(10),
            Millis.get(row, 11)));
  }
}
