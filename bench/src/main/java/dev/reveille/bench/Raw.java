package dev.reveille.bench;

import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * The limit: the database alone, one connection, inserting the same journal rows in the same
 * groups.
 */
final class Raw {
  private final Connection db;
  private final boolean batches;

  private Raw(Connection db, boolean batches) {
    this.db = db;
    this.batches = batches;
  }

  /** By SQLite, a row after the other. */
  static double onSqlite(List<List<Journal.Recorded>> groups) throws Exception {
    Path folder = Files.createTempDirectory("reveille-raw");
    Properties properties = new Properties();
    properties.setProperty("jdbc.get_generated_keys", "false");
    String url = "jdbc:sqlite:" + folder.resolve("raw.db");
    try (Connection db = DriverManager.getConnection(url, properties)) {
      Raw raw = new Raw(db, false);
      raw.run("PRAGMA journal_mode=WAL");
      raw.run("PRAGMA synchronous=FULL");
      return raw.appendsPerSecond(groups, "TEXT", "INTEGER", "BLOB");
    } finally {
      Lab.delete(folder);
    }
  }

  /** By PostgreSQL, in batches, which its driver makes inserts of many rows of. */
  static double onPostgres(PostgresServer.Place place, List<List<Journal.Recorded>> groups)
      throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", place.user());
    properties.setProperty("password", place.password());
    properties.setProperty("reWriteBatchedInserts", "true");
    try (Connection db = DriverManager.getConnection(place.url(), properties)) {
      return new Raw(db, true).appendsPerSecond(groups, "text COLLATE \"C\"", "bigint", "bytea");
    }
  }

  private void run(String statement) throws SQLException {
    try (Statement s = db.createStatement()) {
      s.execute(statement);
    }
  }

  private double appendsPerSecond(
      List<List<Journal.Recorded>> groups, String text, String number, String bytes)
      throws SQLException {
    run(
        """
        CREATE TABLE journal (
          position %2$s PRIMARY KEY, agent_id %1$s NOT NULL, seq %2$s NOT NULL,
          entry_count integer NOT NULL, at_ms %2$s NOT NULL,
          state_before integer, state_after integer, body %3$s NOT NULL,
          UNIQUE (agent_id, seq))\
        """
            .formatted(text, number, bytes));
    List<List<byte[]>> bodies =
        groups.stream()
            .map(group -> group.stream().map(row -> Json.entries(row.entries())).toList())
            .toList();
    db.setAutoCommit(false);
    int appends = 0;
    long start = System.nanoTime();
    try (PreparedStatement insert =
        db.prepareStatement("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?)")) {
      for (int g = 0; g < groups.size(); g++) {
        List<Journal.Recorded> group = groups.get(g);
        for (int i = 0; i < group.size(); i++) {
          insert(insert, group.get(i), bodies.get(g).get(i));
          appends++;
        }
        if (batches) {
          insert.executeBatch();
        }
        db.commit();
      }
    }
    return appends / ((System.nanoTime() - start) / 1e9);
  }

  private void insert(PreparedStatement s, Journal.Recorded row, byte[] body) throws SQLException {
    s.setLong(1, row.position());
    s.setString(2, row.agent().value());
    s.setLong(3, row.seq());
    s.setInt(4, row.entries().size());
    s.setLong(5, row.at().toEpochMilli());
    s.setInt(6, 1);
    s.setInt(7, 2);
    s.setBytes(8, body);
    if (batches) {
      s.addBatch();
    } else {
      s.executeUpdate();
    }
  }
}
