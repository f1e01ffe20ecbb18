package dev.reveille.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Where a PostgreSQL database is, and how it is connected to.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, with the driver's parameters if any
 * @param user null: as the address, or the system, has it
 * @param password null: none
 */
public record Postgres(String url, @Nullable String user, @Nullable String password) {
  static final String NEWS = "reveille";

  /** The oldest version that is tested against. */
  static final int OLDEST = 13;

  /**
   * Whoever writes finds rows by their keys: plans that were made while a table was small must not
   * go through it when it is large.
   */
  private static final String BY_KEYS = "SET enable_seqscan = off";

  private static final Pattern PARAMETERS = Pattern.compile("\\?.*");
  private static final Pattern PASSWORD = Pattern.compile("//[^/@]*@");

  /** The address without parameters and passwords. */
  public String place() {
    return PASSWORD.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
  }

  @Override
  public String toString() {
    return place();
  }

  String why(Exception e) {
    return PostgresTrouble.why(e, place());
  }

  /**
   * @param patience in seconds, how long it waits for an answer; 0: for ever
   */
  private Sql connect(int patience) throws SQLException {
    Properties p = new Properties();
    if (user != null) {
      p.setProperty("user", user);
    }
    if (password != null) {
      p.setProperty("password", password);
    }
    p.setProperty("ApplicationName", "reveille");
    p.setProperty("connectTimeout", "5");
    p.setProperty("socketTimeout", Integer.toString(patience));
    p.setProperty("tcpKeepAlive", "true");
    p.setProperty("prepareThreshold", "2");
    // Details may hold what agents wrote; they are not for the log.
    p.setProperty("logServerErrorDetail", "false");
    Connection connection = new Driver().connect(url, p);
    if (connection == null) {
      throw new StoreException(
          place() + " is no address of PostgreSQL; it begins with jdbc:postgresql://", null);
    }
    return new PostgresSql(connection);
  }

  private static Sql prepared(Sql sql, String settings) throws SQLException {
    try {
      sql.run(settings);
      return sql;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  /** A connection that reads. It gives up before whoever asks is forgotten. */
  Sql reader() throws SQLException {
    return prepared(
        connect(60), "SET default_transaction_read_only = on; SET statement_timeout = '50s'");
  }

  /** A connection that hears what {@link #NEWS} says. */
  Sql listener() throws SQLException {
    return prepared(connect(30), "LISTEN " + NEWS);
  }

  /**
   * The connection that writes, to a database at the newest schema, with the query tables up to
   * date. Each commit is durable when it returns. The database does not wait for a server that
   * vanishes within a transaction.
   */
  Sql writer(Retention retention) throws SQLException {
    Sql sql = connect(30);
    try {
      check(sql);
      sql.run(
          """
          SET lock_timeout = '20s'; SET statement_timeout = '25s';
          SET idle_in_transaction_session_timeout = '5s'\
          """);
      sql.run(BY_KEYS);
      Schema.migrate(sql);
      PostgresLock.share(sql);
      mustBeWhole(sql);
      if (isBehind(sql)) {
        PostgresLock.letGoOfShare(sql);
        catchUp(retention);
        PostgresLock.share(sql);
      }
      return sql;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  String look() throws SQLException {
    try (Sql sql = connect(10)) {
      check(sql);
      String what = "PostgreSQL " + setting(sql, "server_version") + " at " + place();
      long version = Dialect.POSTGRES.version(sql);
      return version == 0
          ? what + ", without tables yet; the first start makes them"
          : what + ", its journal ends at position " + new JournalRows(sql).head();
    }
  }

  /** A connection that has the database alone, and all the time it wants. */
  Sql alone() throws SQLException {
    Sql sql = connect(0);
    try {
      check(sql);
      sql.run(BY_KEYS);
      Schema.migrate(sql);
      PostgresLock.takeSoon(sql);
      return sql;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  /**
   * @throws StoreException if it holds a part of a copy
   */
  static void mustBeWhole(Sql sql) throws SQLException {
    if (sql.number("SELECT count(*) FROM progress WHERE name = '" + PostgresCopy.UNFINISHED + "'")
        > 0) {
      throw new StoreException(
          "a migration into this database was broken off; run `reveille migrate postgres` again",
          null);
    }
  }

  /** One statement sees one moment: other nodes append meanwhile. */
  private static boolean isBehind(Sql sql) throws SQLException {
    return sql.number(
            """
            SELECT count(DISTINCT value) FROM progress
            WHERE name IN ('head', 'projected_position')
            """)
        > 1;
  }

  /** Finishes a rebuild that was broken off. Nobody appends before it is done. */
  private void catchUp(Retention retention) throws SQLException {
    try (Sql sql = connect(0)) {
      sql.run(BY_KEYS);
      PostgresLock.take(sql);
      if (isBehind(sql)) {
        new CatchUp(sql, retention).run(appends -> {});
      }
    }
  }

  private static void check(Sql sql) throws SQLException {
    long version = sql.number("SELECT current_setting('server_version_num')::int");
    tooOld(version);
    wants(sql, "server_encoding", "UTF8", "make the database anew with encoding UTF8");
    wants(sql, "fsync", "on", "what it acknowledges is gone when the power goes; set fsync = on");
    if (setting(sql, "synchronous_commit").equals("off")) {
      sql.run("SET synchronous_commit = on");
    }
  }

  /**
   * @throws StoreException if it is
   */
  static void tooOld(long version) {
    if (version < OLDEST * 10_000L) {
      throw new StoreException(
          "this PostgreSQL is version "
              + version / 10_000
              + ", and Reveille needs "
              + OLDEST
              + " or later; upgrade it",
          null);
    }
  }

  private static void wants(Sql sql, String name, String value, String advice) throws SQLException {
    String has = setting(sql, name);
    if (!has.equals(value)) {
      throw new StoreException("PostgreSQL's " + name + " is " + has + ": " + advice, null);
    }
  }

  private static String setting(Sql sql, String name) throws SQLException {
    return Queries.list(sql.prepare("SHOW " + name), row -> row.getString(1)).getFirst();
  }
}
