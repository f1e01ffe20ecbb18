package dev.reveille.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Brings a database file to the newest schema, one numbered script after the other, each in a
 * transaction of its own. The file knows how far it is: {@code PRAGMA user_version}. A script that
 * was released is never changed.
 */
final class Schema {
  private static final List<String> SCRIPTS =
      List.of("1-journal.sql", "2-mail.sql", "3-approvals.sql", "4-notes.sql", "5-spending.sql");

  private Schema() {}

  /**
   * @throws StoreException if the file was written by a newer version
   */
  static void migrate(Sql sql) throws SQLException {
    long version = sql.number("PRAGMA user_version");
    if (version > SCRIPTS.size()) {
      throw new StoreException(
          "the database has schema "
              + version
              + ", and this version of Reveille knows only "
              + SCRIPTS.size()
              + "; start the newer version that wrote it",
          null);
    }
    for (int next = (int) version; next < SCRIPTS.size(); next++) {
      sql.begin();
      for (String statement : read(SCRIPTS.get(next)).split(";\n", -1)) {
        if (!statement.isBlank()) {
          sql.run(statement);
        }
      }
      sql.run("PRAGMA user_version = " + (next + 1));
      sql.commit();
    }
  }

  private static String read(String script) {
    try (InputStream in = Schema.class.getResourceAsStream("sqlite/" + script)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its script sqlite/" + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the script sqlite/" + script, e);
    }
  }
}
