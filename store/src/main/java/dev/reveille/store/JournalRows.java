package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.engine.Journal.Append;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The journal's table, by a connection. */
final class JournalRows {
  static final String INSERT =
      """
      INSERT INTO journal
        (position, agent_id, seq, entry_count, at_ms, state_before, state_after, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final AgentState[] STATES = AgentState.values();

  private final Sql sql;

  JournalRows(Sql sql) {
    this.sql = sql;
  }

  void insert(long position, Append append, byte[] body) throws SQLException {
    Change s = sql.change(INSERT);
    s.setLong(1, position);
    Text.set(s, 2, append.agent().value());
    s.setLong(3, append.expectedSeq() + 1);
    s.setInt(4, append.entries().size());
    s.setLong(5, append.at().toEpochMilli());
    s.setInt(6, ordinal(stateOf(append.before())));
    s.setInt(7, ordinal(stateOf(append.after())));
    s.setBytes(8, body);
    s.write();
  }

  static @Nullable AgentState stateOf(Agent agent) {
    return agent.exists() ? agent.state() : null;
  }

  private static @Nullable Integer ordinal(@Nullable AgentState state) {
    return state == null ? null : state.ordinal();
  }

  /** The number of the agent's last entry; 0 if it has none. */
  long lastSeq(AgentId agent) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT seq + entry_count - 1 FROM journal
            WHERE agent_id = ? ORDER BY seq DESC LIMIT 1
            """);
    Text.set(s, 1, agent.value());
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The number of each agent's last entry, by one journey; who has none is left out. */
  Map<AgentId, Long> lastSeqs(Collection<AgentId> agents) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT a.id, l.last FROM unnest(?) AS a (id)
            CROSS JOIN LATERAL (SELECT seq + entry_count - 1 AS last FROM journal
              WHERE agent_id = a.id ORDER BY seq DESC LIMIT 1) l
            """);
    Object[] names = agents.stream().map(AgentId::value).toArray();
    s.setArray(1, sql.connection().createArrayOf("text", names));
    return lasts(s);
  }

  /**
   * The numbers that the appends after a position led to; of an agent with several the last.
   *
   * @param limit at most so many appends are looked at, from the oldest on
   */
  Map<AgentId, Long> lastSeqsAfter(long position, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT agent_id, seq + entry_count - 1 FROM journal
            WHERE position > ? ORDER BY position LIMIT ?
            """);
    s.setLong(1, position);
    s.setInt(2, limit);
    return lasts(s);
  }

  private static Map<AgentId, Long> lasts(PreparedStatement s) throws SQLException {
    Map<AgentId, Long> lasts = new HashMap<>();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        lasts.put(new AgentId(Text.get(row, 1)), row.getLong(2));
      }
    }
    return lasts;
  }

  /** Rows after a position at which an append ended, up to another such, oldest first. */
  List<Recorded> between(long after, long upTo, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT position, agent_id, seq, at_ms, state_before, state_after, body
            FROM journal WHERE position > ? AND position <= ? ORDER BY position LIMIT ?
            """);
    s.setLong(1, after);
    s.setLong(2, upTo);
    s.setInt(3, limit);
    return rows(s);
  }

  /** The number with which the append begins that deleted the agent last; 0 if none did. */
  long lastDeletion(AgentId agent) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            "SELECT coalesce(max(seq), 0) FROM journal WHERE agent_id = ? AND state_after IS NULL");
    Text.set(s, 1, agent.value());
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The position of the last entry; 0 if there is none. */
  long head() throws SQLException {
    String query = "SELECT position + entry_count - 1 FROM journal ORDER BY position DESC LIMIT 1";
    try (ResultSet row = sql.prepare(query).executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Agents that have rows, by name, after a name. Each is found by one look into the index. */
  List<AgentId> agents(String after, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            WITH RECURSIVE names (name) AS (
              SELECT min(agent_id) FROM journal WHERE agent_id > ?
              UNION ALL
              SELECT (SELECT min(agent_id) FROM journal WHERE agent_id > name)
              FROM names WHERE name IS NOT NULL)
            SELECT name FROM names WHERE name IS NOT NULL LIMIT ?
            """);
    Text.set(s, 1, after);
    s.setInt(2, limit);
    List<AgentId> agents = new ArrayList<>();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        agents.add(new AgentId(Text.get(row, 1)));
      }
    }
    return agents;
  }

  /** Rows with entries after a position, oldest first. */
  List<Recorded> after(long position, int limit) throws SQLException {
    if (position == Long.MAX_VALUE) {
      return List.of();
    }
    PreparedStatement s =
        sql.prepare(
            """
            SELECT position, agent_id, seq, at_ms, state_before, state_after, body
            FROM journal
            WHERE position >=
                (SELECT coalesce(max(position), 0) FROM journal WHERE position <= ?)
              AND position + entry_count > ?
            ORDER BY position LIMIT ?
            """);
    s.setLong(1, Math.max(0, position) + 1);
    s.setLong(2, Math.max(0, position) + 1);
    s.setInt(3, limit);
    return rows(s);
  }

  /** Rows of an agent with entries from a number on, oldest first. */
  List<Recorded> ofAgent(AgentId agent, long fromSeq, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT position, agent_id, seq, at_ms, state_before, state_after, body
            FROM journal
            WHERE agent_id = ?
              AND seq >= (SELECT coalesce(max(seq), 0) FROM journal
                          WHERE agent_id = ? AND seq <= ?)
              AND seq + entry_count > ?
            ORDER BY seq LIMIT ?
            """);
    Text.set(s, 1, agent.value());
    Text.set(s, 2, agent.value());
    s.setLong(3, fromSeq);
    s.setLong(4, fromSeq);
    s.setInt(5, limit);
    return rows(s);
  }

  /** Rows of an agent that begin after a number at which an append ended, oldest first. */
  List<Recorded> following(AgentId agent, long seq, int limit) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT position, agent_id, seq, at_ms, state_before, state_after, body
            FROM journal WHERE agent_id = ? AND seq > ? ORDER BY seq LIMIT ?
            """);
    Text.set(s, 1, agent.value());
    s.setLong(2, seq);
    s.setInt(3, limit);
    return rows(s);
  }

  private static List<Recorded> rows(PreparedStatement s) throws SQLException {
    List<Recorded> rows = new ArrayList<>();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        rows.add(recorded(row));
      }
    }
    return rows;
  }

  private static Recorded recorded(ResultSet row) throws SQLException {
    long position = row.getLong(1);
    AgentId agent = new AgentId(Text.get(row, 2));
    long seq = row.getLong(3);
    Instant at = Millis.get(row, 4);
    AgentState before = state(row, 5);
    AgentState after = state(row, 6);
    return new Recorded(position, agent, seq, at, before, after, decode(row.getBytes(7), position));
  }

  private static @Nullable AgentState state(ResultSet row, int index) throws SQLException {
    int ordinal = row.getInt(index);
    return row.wasNull() ? null : STATES[ordinal];
  }

  private static List<Entry> decode(byte[] body, long position) {
    try {
      return Json.entries(body);
    } catch (RuntimeException e) {
      throw new DamagedJournal("the entries at position " + position + " cannot be read: " + e, e);
    }
  }
}
