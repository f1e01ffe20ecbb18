package dev.reveille.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * A connection and its prepared statements, each prepared once. One thread uses it at a time, and a
 * statement is read to its end before it is used again.
 */
final class Sql implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /** The one connection that writes. Each commit is on disk when it returns. */
  static Sql writer(Path file, StoreConfig config) throws SQLException {
    Sql sql = connect(file);
    try {
      sql.run("PRAGMA journal_mode = WAL");
      sql.run("PRAGMA synchronous = FULL");
      sql.run("PRAGMA wal_autocheckpoint = " + config.walPages());
      // A log that a burst has made long is cut back when it is next begun anew.
      sql.run("PRAGMA journal_size_limit = " + 4L * config.walPages() * 4_096);
      sql.run("PRAGMA cache_size = -16384");
      sql.run("PRAGMA temp_store = MEMORY");
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  static Sql reader(Path file) throws SQLException {
    Sql sql = connect(file);
    try {
      sql.run("PRAGMA query_only = ON");
      sql.run("PRAGMA cache_size = -4096");
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  private static Sql connect(Path file) throws SQLException {
    Properties properties = new Properties();
    // Without this the driver searches every INSERT for keys to give back, which nobody asks for.
    properties.setProperty("jdbc.get_generated_keys", "false");
    Sql sql = new Sql(new JDBC().connect("jdbc:sqlite:" + file.toAbsolutePath(), properties));
    try {
      sql.run("PRAGMA busy_timeout = 5000");
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  /** Runs statements that answer nothing, or nothing of interest. */
  void run(String statement) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  /** The statement of this text, with the parameters of its last use. */
  PreparedStatement prepare(String text) throws SQLException {
    PreparedStatement known = prepared.get(text);
    if (known == null) {
      known = connection.prepareStatement(text);
      prepared.put(text, known);
    }
    return known;
  }

  /** The one number that a query answers. */
  long number(String query) throws SQLException {
    try (ResultSet row = prepare(query).executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  void begin() throws SQLException {
    prepare("BEGIN IMMEDIATE").execute();
  }

  void commit() throws SQLException {
    prepare("COMMIT").execute();
  }

  void rollback() throws SQLException {
    prepare("ROLLBACK").execute();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Whatever was committed is durable; the rest was never promised.
      org.slf4j.LoggerFactory.getLogger(Sql.class).debug("while closing a connection", e);
    }
  }
}
