package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Histories written into a store, and what its tables then hold. */
final class Lives {
  private Lives() {}

  static SqliteStore open(Path folder) {
    return SqliteStore.open(folder, InstantSource.system());
  }

  /** Lets so much happen, and waits until it is durable. */
  static void live(SqliteStore store, RandomHistory history, int steps) {
    List<CompletableFuture<Scribe.Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      RandomHistory.Step step = history.next();
      outcomes.add(Scribe.append(store, step));
      if (i % 5 == 0) {
        store.snapshot(step.after());
      }
    }
    for (CompletableFuture<Scribe.Outcome> outcome : outcomes) {
      assertThat(Scribe.await(outcome)).isInstanceOf(Scribe.Outcome.Durable.class);
    }
  }

  /** All rows of the query tables, as text. */
  static List<String> queryTables(Path folder) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var connection = Sql.connect(folder.resolve(SqliteStore.FILE));
        Statement s = connection.createStatement()) {
      List<String> tables = new ArrayList<>(Projections.TABLES);
      tables.add("progress");
      for (String table : tables) {
        try (ResultSet row = s.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2")) {
          while (row.next()) {
            StringBuilder text = new StringBuilder(table);
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              text.append(' ').append(row.getString(i));
            }
            rows.add(text.toString());
          }
        }
      }
    }
    return rows;
  }

  /** Changes a database behind its back. */
  static void tamper(Path folder, String statement) throws SQLException {
    try (var connection = Sql.connect(folder.resolve(SqliteStore.FILE));
        Statement s = connection.createStatement()) {
      assertThat(s.executeUpdate(statement)).as(statement).isPositive();
    }
  }

  /** Takes away all that the second script of the schema brought. */
  static void backToTheFirstSchema(Path folder) throws SQLException {
    try (var connection = Sql.connect(folder.resolve(SqliteStore.FILE));
        Statement s = connection.createStatement()) {
      for (String table :
          List.of(
              "spending",
              "notes_words",
              "notes",
              "mails",
              "firings",
              "events",
              "listeners",
              "approvals")) {
        s.execute("DROP TABLE " + table);
      }
      s.execute("DROP INDEX agents_by_wake_load");
      s.execute("ALTER TABLE agents DROP COLUMN wake_load");
      s.execute("ALTER TABLE dead_letters DROP COLUMN kind");
      s.execute("PRAGMA user_version = 1");
    }
  }
}
