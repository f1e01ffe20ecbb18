package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The writer's connection, and the tables by it. */
final class Session implements AutoCloseable {
  final Sql sql;
  final JournalRows journal;
  final Projections projections;
  final Snapshots snapshots;
  final Bookmarks bookmarks;

  private Session(Sql sql, Retention retention) {
    this.sql = sql;
    journal = new JournalRows(sql);
    projections = new Projections(sql, retention);
    snapshots = new Snapshots(sql);
    bookmarks = new Bookmarks(sql);
  }

  /** By a connection to a database that is ready. */
  static Session of(Sql sql, Retention retention) {
    return new Session(sql, retention);
  }

  /** Opens the database, at the newest schema, with the query tables up to date. */
  static Session open(Sql.Opening opening, Retention retention) throws SQLException {
    Session session = new Session(opening.open(), retention);
    try {
      Schema.migrate(session.sql);
      new CatchUp(session.sql, retention).run(appends -> {});
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Finds out whether anything can be written. */
  void probe() throws SQLException {
    sql.begin();
    sql.prepare("UPDATE progress SET value = value + 1 WHERE name = 'probes'").executeUpdate();
    sql.commit();
  }

  /**
   * Moves all of the write-ahead log into the database file, and syncs that. After a failed sync
   * what the log holds may never have reached the disk, though reading it gives it back from
   * memory; this writes it once more, or fails.
   */
  void rewriteLog() throws SQLException {
    PreparedStatement s = sql.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    try (ResultSet row = s.executeQuery()) {
      if (row.next() && row.getInt(1) != 0) {
        throw new SQLException("the write-ahead log is in use and cannot be written anew yet");
      }
    }
  }

  @Override
  public void close() {
    sql.close();
  }
}
