package dev.reveille.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/**
 * Brings a database to the newest schema, one numbered script after the other, each in a
 * transaction of its own. The database knows how far it is. A script that was released is never
 * changed.
 */
final class Schema {
  private Schema() {}

  /**
   * @throws StoreException if the file was written by a newer version
   */
  static void migrate(Sql sql) throws SQLException {
    Dialect dialect = sql.dialect();
    int newest = dialect.scripts().size();
    long version = dialect.version(sql);
    if (version > newest) {
      throw new StoreException(
          "the database has schema "
              + version
              + ", and this version of Reveille knows only "
              + newest
              + "; start the newer version that wrote it",
          null);
    }
    while (version < newest) {
      sql.begin();
      dialect.hold(sql);
      version = dialect.version(sql); // another node may have been faster
      if (version < newest) {
        for (String statement : read(dialect.scripts().get((int) version)).split(";\n", -1)) {
          if (!statement.isBlank()) {
            sql.run(statement);
          }
        }
        dialect.version(sql, ++version);
      }
      sql.commit();
    }
  }

  private static String read(String script) {
    try (InputStream in = Schema.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its script " + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the script " + script, e);
    }
  }
}
