package dev.reveille.store;

import java.sql.SQLException;

/** The writer's connection, and the tables by it. */
final class Session implements AutoCloseable {
  final Sql sql;
  final JournalRows journal;
  final Projections projections;
  final Snapshots snapshots;
  final Bookmarks bookmarks;

  /** By a connection to a database that is ready. */
  Session(Sql sql, Retention retention) {
    this.sql = sql;
    journal = new JournalRows(sql);
    projections = new Projections(sql, retention);
    snapshots = new Snapshots(sql);
    bookmarks = new Bookmarks(sql);
  }

  /** Finds out whether anything can be written. */
  void probe() throws SQLException {
    sql.begin();
    sql.prepare("UPDATE progress SET value = value + 1 WHERE name = 'probes'").executeUpdate();
    sql.commit();
  }

  @Override
  public void close() {
    sql.close();
  }
}
