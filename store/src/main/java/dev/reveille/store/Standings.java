package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Views.Census;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.Standing;
import dev.reveille.engine.Views.Waiting;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts rows of the query tables. */
final class Standings {
  private final Sql sql;

  Standings(Sql sql) {
    this.sql = sql;
  }

  /** One statement sees one moment: the position is that of what is counted. */
  Census agentsByState() throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT p.value, a.state, a.agents
            FROM progress p LEFT JOIN
              (SELECT state, count(*) AS agents FROM agents WHERE %s GROUP BY state) a ON 1 = 1
            WHERE p.name = 'projected_position'
            """
                .formatted(Queries.NOT_RESERVED));
    long position = 0;
    Map<AgentState, Long> counts = new EnumMap<>(AgentState.class);
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        position = row.getLong(1);
        int state = row.getInt(2);
        if (!row.wasNull()) {
          counts.put(AgentState.values()[state], row.getLong(3));
        }
      }
    }
    return new Census(position, counts);
  }

  Standing standing(Instant wakesBefore) throws SQLException {
    // The condition lets the planner see that the partial index fits, which has unfinished tasks
    // and those that ended badly.
    Map<TaskState, Long> tasks =
        by(
            TaskState.class,
            "SELECT state, count(*) FROM tasks "
                + sql.dialect().by("tasks_by_state")
                + " WHERE state <> 4 AND state < 4 GROUP BY state");
    Map<DeadLetter.Kind, Long> letters =
        by(DeadLetter.Kind.class, "SELECT kind, count(*) FROM dead_letters GROUP BY kind");
    PreparedStatement wakes =
        sql.prepare("SELECT count(*) FROM agents WHERE wake_at_ms < ? AND " + Queries.NOT_RESERVED);
    wakes.setLong(1, Millis.notBefore(wakesBefore));
    long approvals = number(sql.prepare("SELECT count(*) FROM approvals"));
    return new Standing(tasks, oldest(), letters, approvals, number(wakes));
  }

  /** Sorted by the instant and not by position: so it is the index of states that is read. */
  private @Nullable Waiting oldest() throws SQLException {
    PreparedStatement s =
        sql.prepare(
            "SELECT agent_id, seq, queued_at_ms FROM tasks "
                + sql.dialect().by("tasks_by_state")
                + " WHERE state <> 4 AND state = 0 ORDER BY queued_at_ms, position LIMIT 1");
    return Queries.list(
            s,
            row ->
                new Waiting(
                    new TaskId(new AgentId(Text.get(row, 1)), row.getLong(2)), Millis.get(row, 3)))
        .stream()
        .findFirst()
        .orElse(null);
  }

  private <E extends Enum<E>> Map<E, Long> by(Class<E> type, String query) throws SQLException {
    Map<E, Long> counts = new EnumMap<>(type);
    try (ResultSet row = sql.prepare(query).executeQuery()) {
      while (row.next()) {
        counts.put(type.getEnumConstants()[row.getInt(1)], row.getLong(2));
      }
    }
    return counts;
  }

  private static long number(PreparedStatement s) throws SQLException {
    return Queries.list(s, row -> row.getLong(1)).getFirst();
  }
}
