package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Recorded;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Writes a database that other processes write, too. Whoever appends locks the row with the
 * journal's head first, so that positions are committed in their order and without gaps, and what
 * is said of an agent's last number holds until the commit.
 *
 * <pre>
 *   group ──▶ head locked ──▶ fenced one by one ──▶ rows and query tables ──▶ COMMIT
 *         ──▶ what others committed before is heard ──▶ listeners, receipts
 * </pre>
 */
final class PostgresWriter extends Writer {
  private static final int PAGE = 1_000;
  private static final int MOST_CORRECTED = 10_000;

  private final Postgres database;
  private final Unsure unsure = new Unsure();
  private volatile @Nullable PostgresSql connection;
  private volatile int backend;
  private @Nullable Mark mark;

  /** The newest that was heard: by it a history is known. */
  private record Mark(long position, AgentId agent, long seq, Instant at) {
    static Mark of(Recorded row) {
      return new Mark(row.position(), row.agent(), row.seq(), row.at());
    }
  }

  /** Opens the database. */
  PostgresWriter(
      Postgres database,
      StoreConfig config,
      Intake intake,
      PostgresClock compared,
      InstantSource clock)
      throws SQLException {
    super(config, intake, database.trouble(), clock);
    this.database = database;
    Session first = open();
    begin(first, newest(first, ""));
    mark = markAt(first, head());
    compared.look(first.sql);
  }

  /** The number that its connection has at the database now. */
  int backend() {
    return backend;
  }

  /**
   * Ends a transaction that takes twice what one step of it may: a step that is said to a silent
   * network can wait for the network to take it, and no other limit holds for that. Called by
   * another thread, from time to time.
   */
  void endWhatHangs() {
    PostgresSql known = connection;
    if (known != null) {
      known.cutIfLongerThan(database.patience().multipliedBy(2));
    }
  }

  @Override
  Session open() throws SQLException {
    PostgresSql sql = database.writer(config.retention());
    try {
      backend = sql.connection().unwrap(PGConnection.class).getBackendPID();
      Session fresh = new Session(sql, config.retention());
      fresh.probe();
      connection = sql;
      return fresh;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  @Override
  void resume(Session fresh, boolean mayHaveLostWrites) throws SQLException {
    long newest = newest(fresh, "");
    notBack(newest);
    sameHistory(fresh);
    tellOfOthers(fresh, newest);
  }

  // ── a group ────────────────────────────────────────────────────────────────────────────────

  @Override
  Group commit(Session s, List<Request.Write> writes) throws SQLException {
    s.sql.begin();
    long newest = newest(s, "FOR UPDATE");
    notBack(newest);
    learn(s, newest, writes);
    Group group = inserted(s, newest, writes);
    if (group.appends() == 0) {
      s.sql.rollback();
      return group;
    }
    Pending pending = new Pending();
    group.addTo(pending);
    s.projections.write(pending);
    s.projections.spent(pending);
    move(s, group.nextPosition() - 1);
    s.sql.change("NOTIFY " + Postgres.NEWS).write();
    unsure.add(group.rows());
    s.sql.commit();
    return group;
  }

  private static long newest(Session s, String lock) throws SQLException {
    return s.sql.number("SELECT value FROM progress WHERE name = 'head' " + lock);
  }

  private static void move(Session s, long position) throws SQLException {
    Change update =
        s.sql.change("UPDATE progress SET value = ? WHERE name IN ('head', 'projected_position')");
    update.setLong(1, position);
    update.write();
  }

  /** Corrects what is remembered of agents, and looks those up of whom nothing is. */
  private void learn(Session s, long newest, List<Request.Write> writes) throws SQLException {
    if (newest - head() > MOST_CORRECTED) {
      heads.forgetAll();
    } else if (newest > head()) {
      s.journal.lastSeqsAfter(head(), MOST_CORRECTED).forEach(heads::correct);
    }
    Set<AgentId> unknown = new HashSet<>();
    for (Request.Write write : writes) {
      if (heads.get(write.append().agent()) == null) {
        unknown.add(write.append().agent());
      }
    }
    if (!unknown.isEmpty()) {
      var found = s.journal.lastSeqs(unknown);
      unknown.forEach(agent -> heads.put(agent, found.getOrDefault(agent, 0L)));
    }
  }

  /**
   * Listeners hear in the order of positions: if what others wrote cannot be read, they hear of the
   * group when it can, and whoever waits is told that nothing is known.
   */
  @Override
  void durable(Session s, Group group) throws SQLException {
    tellOfOthers(s, group.first() - 1);
    if (group.appends() > 0) {
      mark = Mark.of(group.last());
      unsure.settle(group.last().last());
    }
  }

  @Override
  void settled() {} // the query tables always are

  // ── what others write ──────────────────────────────────────────────────────────────────────

  @Override
  void look(Session s) throws SQLException {
    long newest = newest(s, "");
    notBack(newest);
    tellOfOthers(s, newest);
  }

  /** Tells the listeners of all up to a position, a page at a time. */
  private void tellOfOthers(Session s, long upTo) throws SQLException {
    while (head() < upTo) {
      List<Recorded> rows = s.journal.between(head(), upTo, PAGE);
      if (rows.isEmpty()) {
        throw new DamagedJournal("there is nothing between " + head() + " and " + upTo, null);
      }
      for (Recorded row : rows) {
        heads.correct(row.agent(), row.seq() + row.entries().size() - 1);
      }
      mark = Mark.of(rows.getLast());
      tell(rows, unsure.resolve(rows));
    }
  }

  /** What was heard as durable is durable, or this database is not the one that it was. */
  private void notBack(long newest) {
    if (newest < head()) {
      throw lost("ends at " + newest + ", and this server has heard of " + head());
    }
  }

  /** Others may have gone on from where a database was put back to, beyond what was heard here. */
  private void sameHistory(Session s) throws SQLException {
    Mark known = mark;
    if (known != null && !known.equals(markAt(s, known.position()))) {
      throw lost("has something else at " + known.position() + " than this server has heard of");
    }
  }

  private static StoreException lost(String what) {
    return new StoreException(
        "the database has lost what it had acknowledged: its journal "
            + what
            + ", as after a failover to a replica that was behind; restart this server, and see"
            + " docs/operating.md",
        null);
  }

  private static @Nullable Mark markAt(Session s, long position) throws SQLException {
    List<Recorded> row = position == 0 ? List.of() : s.journal.after(position - 1, 1);
    return row.isEmpty() ? null : Mark.of(row.getFirst());
  }
}
