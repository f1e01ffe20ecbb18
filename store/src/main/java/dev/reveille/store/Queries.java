package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Journal.Alarm;
import dev.reveille.engine.Views.AgentFilter;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.TaskFilter;
import dev.reveille.engine.Views.TaskRow;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query tables. */
final class Queries {
  private static final AgentState[] AGENT_STATES = AgentState.values();
  private static final TaskState[] TASK_STATES = TaskState.values();
  private static final DeadLetter.Kind[] KINDS = DeadLetter.Kind.values();
  private static final Priority[] PRIORITIES = Priority.values();

  private static final String AGENT =
      """
      SELECT agent_id, state, definition, created_at_ms, since_ms, running, queued, wake_at_ms,
        error_count, last_active_ms, seq
      FROM agents
      """;

  /** {@link AgentId#isReserved}, in SQL: {@code ;} comes right after {@code :}. */
  static final String NOT_RESERVED =
      """
      NOT (agent_id IN ('user', 'postmaster')
        OR agent_id >= 'user:' AND agent_id < 'user;'
        OR agent_id >= 'reveille:' AND agent_id < 'reveille;')
      """;

  private static final String TASK =
      """
      SELECT position, agent_id, seq, state, priority, thread_id, origin, attempt, queued_at_ms,
        started_at_ms, ended_at_ms, last_seq
      FROM tasks
      """;

  private Queries() {}

  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  static <T> List<T> list(PreparedStatement s, Mapper<T> mapper) throws SQLException {
    List<T> list = new ArrayList<>();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        list.add(mapper.map(row));
      }
    }
    return list;
  }

  // ── alarms, and who must be held ───────────────────────────────────────────────────────────

  /**
   * @param slices null: all
   */
  static List<Alarm> alarms(
      Sql sql,
      @Nullable Set<Integer> slices,
      Instant from,
      @Nullable AgentId after,
      Instant before,
      int limit)
      throws SQLException {
    String name = after == null ? "" : after.value();
    Where where = new Where();
    if (slices != null) {
      where.and("slice = ANY (?)", slices(sql, slices));
    }
    where
        .and("(wake_at_ms, agent_id) > (?, ?)", Millis.notBefore(from), name)
        .and("wake_at_ms < ?", Millis.notBefore(before));
    String select = "SELECT agent_id, wake_at_ms FROM agents\n";
    return list(
        where.prepare(sql, select, "ORDER BY wake_at_ms, agent_id", limit),
        row -> new Alarm(new AgentId(Text.get(row, 1)), Millis.get(row, 2)));
  }

  /**
   * @param slices null: all
   */
  static List<AgentId> busy(Sql sql, @Nullable Set<Integer> slices, String after, int limit)
      throws SQLException {
    Where where = new Where().and("busy = 1").and("agent_id > ?", after);
    if (slices != null) {
      where.and("slice = ANY (?)", slices(sql, slices));
    }
    return list(
        where.prepare(sql, "SELECT agent_id FROM agents\n", "ORDER BY agent_id", limit),
        row -> new AgentId(Text.get(row, 1)));
  }

  private static Array slices(Sql sql, Set<Integer> slices) throws SQLException {
    return sql.connection().createArrayOf("smallint", slices.toArray());
  }

  /** Those who are content with most come first. */
  static List<AgentId> wakeableAtLoad(Sql sql, double load, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT agent_id FROM agents
            WHERE wake_load > ? ORDER BY wake_load DESC, agent_id LIMIT ?
            """);
    s.setDouble(1, load);
    s.setInt(2, limit);
    return list(s, row -> new AgentId(Text.get(row, 1)));
  }

  // ── agents ─────────────────────────────────────────────────────────────────────────────────

  static List<AgentRow> agents(Sql sql, AgentFilter filter, String after, int limit)
      throws SQLException {
    Where where = new Where().and("agent_id > ?", after).and(NOT_RESERVED);
    if (filter.prefix() != null) {
      // Names are ASCII: whatever begins with the prefix comes before the prefix and a DEL.
      where.and("agent_id >= ?", filter.prefix()).and("agent_id < ?", filter.prefix() + '\u007f');
    }
    if (filter.state() == AgentState.ACTIVE) {
      where.and("busy = 1"); // the few of these have an index
    }
    if (filter.state() != null) {
      where.and("state = ?", filter.state().ordinal());
    }
    if (filter.definition() != null) {
      where.and("definition = ?", filter.definition());
    }
    return list(where.prepare(sql, AGENT, "ORDER BY agent_id", limit), Queries::agentRow);
  }

  static Optional<AgentRow> agent(Sql sql, String agentId) throws SQLException {
    Where where = new Where().and("agent_id = ?", agentId);
    List<AgentRow> found = list(where.prepare(sql, AGENT, "", 1), Queries::agentRow);
    return found.stream().findFirst();
  }

  private static AgentRow agentRow(ResultSet row) throws SQLException {
    return new AgentRow(
        Text.get(row, 1),
        AGENT_STATES[row.getInt(2)],
        Text.get(row, 3),
        Millis.get(row, 4),
        Millis.get(row, 5),
        row.getInt(6),
        row.getInt(7),
        Millis.getNullable(row, 8),
        row.getInt(9),
        Millis.getNullable(row, 10),
        row.getLong(11));
  }

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────

  static List<TaskRow> tasks(Sql sql, TaskFilter filter, @Nullable Long before, int limit)
      throws SQLException {
    Where where = new Where();
    if (filter.agentId() != null) {
      where.and("agent_id = ?", filter.agentId());
    }
    if (filter.threadId() != null) {
      where.and("thread_id = ?", filter.threadId());
    }
    if (filter.state() != null) {
      where.and("state = ?", filter.state().ordinal());
      if (filter.state() != TaskState.SUCCEEDED) {
        where.and("state <> 4"); // lets the planner see that its partial indexes fit
      }
    }
    if (before != null) {
      where.and("position < ?", before);
    }
    // Within an agent the order of numbers is that of positions, and has an index.
    String order = filter.agentId() == null ? "ORDER BY position DESC" : "ORDER BY seq DESC";
    return list(where.prepare(sql, TASK, order, limit), Queries::taskRow);
  }

  static Optional<TaskRow> task(Sql sql, TaskId id) throws SQLException {
    Where where = new Where().and("agent_id = ?", id.agent().value()).and("seq = ?", id.seq());
    List<TaskRow> found = list(where.prepare(sql, TASK, "", 1), Queries::taskRow);
    return found.stream().findFirst();
  }

  static List<TaskRow> thread(Sql sql, String agentId, String threadId, long before, int limit)
      throws SQLException {
    Where where =
        new Where()
            .and("agent_id = ?", agentId)
            .and("thread_id = ?", threadId)
            .and("seq < ?", before);
    return list(where.prepare(sql, TASK, "ORDER BY seq DESC", limit), Queries::taskRow).reversed();
  }

  private static TaskRow taskRow(ResultSet row) throws SQLException {
    return new TaskRow(
        row.getLong(1),
        new TaskId(new AgentId(Text.get(row, 2)), row.getLong(3)),
        TASK_STATES[row.getInt(4)],
        PRIORITIES[row.getInt(5)],
        Text.get(row, 6),
        Text.get(row, 7),
        row.getInt(8),
        Millis.get(row, 9),
        Millis.getNullable(row, 10),
        Millis.getNullable(row, 11),
        row.getLong(12));
  }

  // ── dead letters ───────────────────────────────────────────────────────────────────────────

  static List<DeadLetter> deadLetters(
      Sql sql,
      DeadLetter.@Nullable Kind kind,
      @Nullable String agentId,
      @Nullable Long before,
      int limit)
      throws SQLException {
    Where where = new Where();
    if (kind != null) {
      where.and("kind = ?", kind.ordinal());
    }
    if (agentId != null) {
      where.and("agent_id = ?", agentId);
    }
    if (before != null) {
      where.and("position < ?", before);
    }
    String select = "SELECT position, agent_id, task_seq, reason, at_ms, kind FROM dead_letters\n";
    return list(
        where.prepare(sql, select, "ORDER BY position DESC", limit),
        row ->
            new DeadLetter(
                row.getLong(1),
                KINDS[row.getInt(6)],
                new TaskId(new AgentId(Text.get(row, 2)), row.getLong(3)),
                Text.get(row, 4),
                Millis.get(row, 5)));
  }
}
