package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest kept state of each agent: where its fold may begin. */
final class Snapshots {
  private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

  /** Tells the shape of what is kept; a snapshot of any other is passed over. */
  static final int FORMAT = Shape.of(Agent.class);

  private final Sql sql;

  Snapshots(Sql sql) {
    this.sql = sql;
  }

  void keep(Agent agent, byte[] body) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO snapshots (agent_id, seq, format, body) VALUES (?, ?, ?, ?)
            ON CONFLICT (agent_id) DO UPDATE
            SET seq = excluded.seq, format = excluded.format, body = excluded.body
            """);
    Text.set(s, 1, agent.id().value());
    s.setLong(2, agent.seq());
    s.setInt(3, FORMAT);
    s.setBytes(4, body);
    s.write();
  }

  /**
   * The kept state, if it is of a time before a number; else the agent before its first entry. One
   * that cannot be read, because an older version wrote it, is passed over: the journal has it all.
   */
  Agent before(AgentId id, long seq) throws SQLException {
    PreparedStatement s =
        sql.prepare("SELECT body FROM snapshots WHERE agent_id = ? AND seq < ? AND format = ?");
    Text.set(s, 1, id.value());
    s.setLong(2, seq);
    s.setInt(3, FORMAT);
    try (ResultSet row = s.executeQuery()) {
      if (row.next()) {
        try {
          return Json.agent(row.getBytes(1));
        } catch (RuntimeException e) {
          log.info("the snapshot of {} is passed over: {}", id, e.toString());
        }
      }
    }
    return Agent.absent(id);
  }

  void clear() throws SQLException {
    sql.run("DELETE FROM snapshots");
  }
}
