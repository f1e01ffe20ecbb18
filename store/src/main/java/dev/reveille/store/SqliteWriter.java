package dev.reveille.store;

import dev.reveille.engine.Journal.Recorded;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * Writes one file that nobody else writes. A group is rows of the journal alone, so that its sync
 * is soon done; the query tables follow with the backlog, many groups at once.
 */
final class SqliteWriter extends Writer {
  private static final int PAGE = 1_000;

  private final Sql.Opening opening;
  private volatile long projected;

  /** Opens the database. */
  SqliteWriter(
      Path file, StoreConfig config, Sql.Opening opening, Intake intake, InstantSource clock)
      throws SQLException {
    super(config, intake, new SqliteTrouble(file), clock);
    this.opening = opening;
    Session first = open();
    begin(first, first.journal.head());
    projected = head();
  }

  /** The query tables have all up to this position. */
  long projected() {
    return projected;
  }

  @Override
  Session open() throws SQLException {
    Session fresh = new Session(opening.open(), config.retention());
    try {
      Schema.migrate(fresh.sql);
      new CatchUp(fresh.sql, config.retention()).run(appends -> {});
      return fresh;
    } catch (SQLException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  @Override
  void resume(Session fresh, boolean mayHaveLostWrites) throws SQLException {
    if (mayHaveLostWrites) {
      rewriteLog(fresh.sql);
    }
    fresh.probe();
    tellWhatIsThereAfterAll(fresh);
    projected = head();
  }

  /**
   * Moves all of the write-ahead log into the database file, and syncs that. After a failed sync
   * what the log holds may never have reached the disk, though reading it gives it back from
   * memory; this writes it once more, or fails.
   */
  private static void rewriteLog(Sql sql) throws SQLException {
    PreparedStatement s = sql.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    try (ResultSet row = s.executeQuery()) {
      if (row.next() && row.getInt(1) != 0) {
        throw new SQLException("the write-ahead log is in use and cannot be written anew yet");
      }
    }
  }

  /** A commit that failed may have succeeded: then its rows are there, and nobody has heard. */
  private void tellWhatIsThereAfterAll(Session fresh) throws SQLException {
    for (List<Recorded> rows = fresh.journal.after(head(), PAGE);
        !rows.isEmpty();
        rows = fresh.journal.after(head(), PAGE)) {
      tell(rows, rows);
    }
  }

  @Override
  Group commit(Session s, List<Request.Write> writes) throws SQLException {
    s.sql.begin();
    Group group = inserted(s, head(), writes);
    s.sql.commit();
    return group;
  }

  @Override
  void durable(Session s, Group group) {
    backlog.add(group);
  }

  @Override
  void look(Session s) {} // nobody else writes

  @Override
  void settled() {
    projected = head();
  }
}
