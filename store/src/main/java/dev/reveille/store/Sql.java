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
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/**
 * A connection and its prepared statements, each prepared once. One thread uses it at a time, and a
 * statement is read to its end before it is used again.
 */
class Sql implements AutoCloseable {

  /** Opens a connection. */
  interface Opening {
    Sql open() throws SQLException;
  }

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this(connection, Dialect.SQLITE);
  }

  Sql(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  final Dialect dialect() {
    return dialect;
  }

  final Connection connection() {
    return connection;
  }

  /** The one connection that writes. Each commit is on disk when it returns. */
  static Sql writer(Path file, StoreConfig config) throws SQLException {
    Sql sql = new Sql(connect(file));
    try {
      sql.makeDurable(config);
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  void makeDurable(StoreConfig config) throws SQLException {
    run("PRAGMA busy_timeout = 5000");
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("PRAGMA wal_autocheckpoint = " + config.walPages());
    // A log that a burst has made long is cut back when it is next begun anew.
    run("PRAGMA journal_size_limit = " + 2L * config.walPages() * 4_096);
    run("PRAGMA cache_size = -16384");
    run("PRAGMA temp_store = MEMORY");
  }

  static Sql reader(Path file) throws SQLException {
    Sql sql = new Sql(connect(file));
    try {
      sql.run("PRAGMA busy_timeout = 5000");
      sql.run("PRAGMA query_only = ON");
      sql.run("PRAGMA cache_size = -4096");
      return sql;
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
  }

  static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    // Without this the driver searches every INSERT for keys to give back, which nobody asks for.
    properties.setProperty("jdbc.get_generated_keys", "false");
    return new JDBC().connect("jdbc:sqlite:" + file.toAbsolutePath(), properties);
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

  /** A statement that changes rows, to be used within a transaction. */
  Change change(String text) throws SQLException {
    return new Change.Direct(prepare(text));
  }

  /** Sends what waits; before rows are read that may have been changed in the same transaction. */
  void flush() throws SQLException {}

  /** The one number that a query answers. */
  long number(String query) throws SQLException {
    try (ResultSet row = prepare(query).executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Begins a transaction; outside of one, each statement is one of its own. */
  void begin() throws SQLException {
    // Told so, the driver does not try to begin one at the end of every statement.
    connection.setAutoCommit(false);
  }

  void commit() throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
  }

  void rollback() throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  /** Ends the connection from another thread, whatever its own waits for. */
  void cut() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LoggerFactory.getLogger(Sql.class).debug("while cutting a connection", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Whatever was committed is durable; the rest was never promised.
      LoggerFactory.getLogger(Sql.class).debug("while closing a connection", e);
    }
  }
}
