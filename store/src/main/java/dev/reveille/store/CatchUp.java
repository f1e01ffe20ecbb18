package dev.reveille.store;

import dev.reveille.core.AgentId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Brings the query tables from where they are up to the journal's end, agent by agent. In memory is
 * never more than one agent and some thousand changes; if it is broken off it can begin again.
 */
final class CatchUp {
  private static final int PAGE = 1_000;
  private static final int BATCH = 4_096;

  private final Sql sql;
  private final JournalRows rows;
  private final Fold fold;
  private final Projections projections;
  private final Pending pending = new Pending();
  private long appends;

  CatchUp(Sql sql, Retention retention) {
    this.sql = sql;
    rows = new JournalRows(sql);
    fold = new Fold(sql);
    projections = new Projections(sql, retention);
  }

  /**
   * @param progress told of the number of appends taken in, from time to time
   * @return how many appends were taken in
   */
  long run(LongConsumer progress) throws SQLException {
    long from = projections.position();
    long head = rows.head();
    if (from == head) {
      return 0;
    }
    if (from > head) {
      throw new DamagedJournal(
          "the query tables are at position " + from + ", the journal ends at " + head, null);
    }
    String after = "";
    for (List<Touched> page = page(from, after); !page.isEmpty(); page = page(from, after)) {
      for (Touched touched : page) {
        take(touched, from, progress);
      }
      after = page.getLast().agent().value();
    }
    write(() -> projections.advance(head, pending));
    return appends;
  }

  private record Touched(AgentId agent, long seq) {}

  /** Agents by name that have rows after a position, and the number that those begin with. */
  private List<Touched> page(long from, String after) throws SQLException {
    return from == 0 ? allAgents(after) : touchedAgents(from, after);
  }

  private List<Touched> touchedAgents(long from, String after) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            "SELECT agent_id, min(seq) FROM journal "
                + sql.dialect().byNone()
                + """
                 WHERE position > ? AND agent_id > ?
                GROUP BY agent_id ORDER BY agent_id LIMIT ?
                """);
    s.setLong(1, from);
    Text.set(s, 2, after);
    s.setInt(3, 1_000_000);
    return touched(s);
  }

  private List<Touched> allAgents(String after) throws SQLException {
    List<Touched> page = new ArrayList<>();
    for (AgentId agent : rows.agents(after, PAGE)) {
      page.add(new Touched(agent, 1));
    }
    return page;
  }

  private static List<Touched> touched(PreparedStatement s) throws SQLException {
    List<Touched> page = new ArrayList<>();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        page.add(new Touched(new AgentId(Text.get(row, 1)), row.getLong(2)));
      }
    }
    return page;
  }

  private void take(Touched touched, long from, LongConsumer progress) throws SQLException {
    fold.walk(
        fold.before(touched.agent(), touched.seq()),
        (row, before, after) -> {
          pending.add(row.position(), row.entries(), row.at(), before, after);
          appends++;
          if (pending.appends() >= BATCH) {
            write(() -> {});
            progress.accept(appends);
          }
        });
  }

  /** The last step of a transaction. */
  private interface Last {
    void run() throws SQLException;
  }

  private void write(Last last) throws SQLException {
    sql.begin();
    try {
      projections.write(pending);
      last.run();
      sql.commit();
    } catch (SQLException | RuntimeException e) {
      sql.rollback();
      throw e;
    }
    pending.clear();
  }
}
