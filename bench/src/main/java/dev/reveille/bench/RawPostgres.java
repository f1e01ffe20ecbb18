package dev.reveille.bench;

import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The limit: PostgreSQL alone, one connection, inserting the same journal rows in batches. */
final class RawPostgres {
  private RawPostgres() {}

  static double appendsPerSecond(PostgresServer.Place place, List<List<Journal.Recorded>> groups)
      throws Exception {
    List<List<byte[]>> bodies = new ArrayList<>();
    for (List<Journal.Recorded> group : groups) {
      bodies.add(group.stream().map(row -> Json.entries(row.entries())).toList());
    }
    Properties properties = new Properties();
    properties.setProperty("user", place.user());
    properties.setProperty("password", place.password());
    properties.setProperty("reWriteBatchedInserts", "true");
    try (Connection db = DriverManager.getConnection(place.url(), properties)) {
      try (Statement s = db.createStatement()) {
        s.execute(
            """
            CREATE TABLE journal (
              position bigint PRIMARY KEY, agent_id text COLLATE "C" NOT NULL, seq bigint NOT NULL,
              entry_count integer NOT NULL, at_ms bigint NOT NULL,
              state_before integer, state_after integer, body bytea NOT NULL,
              UNIQUE (agent_id, seq))\
            """);
      }
      db.setAutoCommit(false);
      int appends = 0;
      long start = System.nanoTime();
      try (PreparedStatement insert =
          db.prepareStatement("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?)")) {
        for (int g = 0; g < groups.size(); g++) {
          List<Journal.Recorded> group = groups.get(g);
          for (int i = 0; i < group.size(); i++) {
            Journal.Recorded row = group.get(i);
            insert.setLong(1, row.position());
            insert.setString(2, row.agent().value());
            insert.setLong(3, row.seq());
            insert.setInt(4, row.entries().size());
            insert.setLong(5, row.at().toEpochMilli());
            insert.setInt(6, 1);
            insert.setInt(7, 2);
            insert.setBytes(8, bodies.get(g).get(i));
            insert.addBatch();
            appends++;
          }
          insert.executeBatch();
          db.commit();
        }
      }
      return appends / ((System.nanoTime() - start) / 1e9);
    }
  }
}
