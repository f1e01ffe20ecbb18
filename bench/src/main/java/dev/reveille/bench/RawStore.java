package dev.reveille.bench;

import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The limit: SQLite alone, one thread, inserting the same journal rows in the same groups. */
final class RawStore {
  private RawStore() {}

  static double appendsPerSecond(List<List<Journal.Recorded>> groups) throws Exception {
    List<List<byte[]>> bodies = new ArrayList<>();
    for (List<Journal.Recorded> group : groups) {
      bodies.add(group.stream().map(row -> Json.entries(row.entries())).toList());
    }
    Path folder = Files.createTempDirectory("reveille-raw");
    Properties properties = new Properties();
    properties.setProperty("jdbc.get_generated_keys", "false");
    String url = "jdbc:sqlite:" + folder.resolve("raw.db");
    try (Connection db = DriverManager.getConnection(url, properties)) {
      try (Statement s = db.createStatement()) {
        s.execute("PRAGMA journal_mode=WAL");
        s.execute("PRAGMA synchronous=FULL");
        s.execute(
            """
            CREATE TABLE journal(
              position INTEGER PRIMARY KEY, agent_id TEXT NOT NULL, seq INTEGER NOT NULL,
              entry_count INTEGER NOT NULL, at_ms INTEGER NOT NULL,
              state_before INTEGER, state_after INTEGER, body BLOB NOT NULL,
              UNIQUE(agent_id, seq))\
            """);
      }
      db.setAutoCommit(false);
      int appends = 0;
      long start = System.nanoTime();
      try (PreparedStatement insert =
          db.prepareStatement("INSERT INTO journal VALUES(?,?,?,?,?,?,?,?)")) {
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
            insert.executeUpdate();
            appends++;
          }
          db.commit();
        }
      }
      return appends / ((System.nanoTime() - start) / 1e9);
    } finally {
      Lab.delete(folder);
    }
  }
}
