package dev.reveille.store;

import dev.reveille.engine.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a PostgreSQL database is, and how it is connected to.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, with the driver's parameters if any; of
 *     several hosts the one is taken that may be written
 * @param user null: as the address, or the system, has it
 * @param password null: none
 * @param patience how long the database may be silent when it is asked to write something, before
 *     it is given up; reading may take twice as long. From 1 s to 10 min
 */
public record Postgres(
    String url, @Nullable String user, @Nullable String password, Duration patience) {
  /** Long enough for a busy disk, short enough for whoever waits. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Postgres.class);

  static final String NEWS = "reveille";

  /** The oldest version that is tested against. */
  static final int OLDEST = 15;

  private static final int LOGIN_SECONDS = 10;
  private static final int NEWS_SECONDS = 5;
  private static final Pattern SEVERAL = Pattern.compile("jdbc:postgresql://[^/?]*,.*");

  /**
   * Whoever writes finds rows by their keys: plans that were made while a table was small must not
   * go through it when it is large.
   */
  private static final String BY_KEYS = "SET enable_seqscan = off";

  private static final Pattern PARAMETERS = Pattern.compile("\\?.*");
  private static final Pattern PASSWORD = Pattern.compile("//[^/@]*@");

  public Postgres {
    if (patience.toSeconds() < 1 || patience.toMinutes() > 10) {
      throw new IllegalArgumentException("patience is 1 s to 10 min: " + patience);
    }
  }

  /** With the standard patience. */
  public Postgres(String url, @Nullable String user, @Nullable String password) {
    this(url, user, password, PATIENCE);
  }

  /** The address without parameters and passwords. */
  public String place() {
    return PASSWORD.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
  }

  @Override
  public String toString() {
    return place();
  }

  Trouble trouble() {
    return new PostgresTrouble(place());
  }

  String why(Exception e) {
    return trouble().why(e);
  }

  /**
   * What the user, the database or the address sets otherwise would make two writers fail instead
   * of one wait, or end what may take its time. The server notices, too, that nobody is there.
   *
   * @param seconds how long it waits for an answer; 0: for ever
   */
  private PostgresSql connect(int seconds) throws SQLException {
    Connection connection = new Driver().connect(url, properties());
    if (connection == null) {
      throw new StoreException(
          place() + " is no address of PostgreSQL; it begins with jdbc:postgresql://", null);
    }
    PostgresSql sql = new PostgresSql(connection);
    return prepared(
        sql,
        () -> {
          connection.setNetworkTimeout(Runnable::run, seconds * 1_000);
          sql.run(
              """
              SET default_transaction_isolation = 'read committed';
              SET statement_timeout = 0; SET lock_timeout = 0;
              SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;
              SET tcp_keepalives_count = 4; SET tcp_user_timeout = 30000\
              """);
        });
  }

  private Properties properties() {
    Properties p = new Properties();
    if (user != null) {
      p.setProperty("user", user);
    }
    if (password != null) {
      p.setProperty("password", password);
    }
    if (SEVERAL.matcher(url).matches()) {
      p.setProperty("targetServerType", "primary");
      p.setProperty("hostRecheckSeconds", "1");
    }
    p.setProperty("ApplicationName", "reveille");
    p.setProperty("connectTimeout", "5");
    p.setProperty("socketTimeout", Integer.toString(Math.min(LOGIN_SECONDS, seconds())));
    p.setProperty("tcpKeepAlive", "true");
    p.setProperty("prepareThreshold", "2");
    // Details may hold what agents wrote; they are not for the log.
    p.setProperty("logServerErrorDetail", "false");
    return p;
  }

  /** What is done with a connection before anybody has it. */
  private interface Preparation {
    void run() throws SQLException;
  }

  private static PostgresSql prepared(PostgresSql sql, Preparation preparation)
      throws SQLException {
    try {
      preparation.run();
      return sql;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  private int seconds() {
    return Math.toIntExact(patience.toSeconds());
  }

  /** What {@link #connect} is given comes later than what the server itself gives up after. */
  private static String limits(int seconds) {
    return "SET statement_timeout = %d; SET lock_timeout = %d"
        .formatted(seconds * 1_000 * 5 / 6, seconds * 1_000 * 2 / 3);
  }

  /** A connection that reads. */
  Sql reader() throws SQLException {
    PostgresSql sql = connect(2 * seconds());
    return prepared(
        sql, () -> sql.run("SET default_transaction_read_only = on; " + limits(2 * seconds())));
  }

  /** A connection that hears what {@link #NEWS} says. */
  Sql listener() throws SQLException {
    PostgresSql sql = connect(Math.min(NEWS_SECONDS, seconds()));
    return prepared(sql, () -> sql.run("LISTEN " + NEWS));
  }

  /**
   * The connection that writes, to a database at the newest schema, with the query tables up to
   * date. Each commit is durable when it returns. The database does not wait for a server that
   * vanishes within a transaction.
   */
  PostgresSql writer(Retention retention) throws SQLException {
    PostgresSql sql = connect(seconds());
    try {
      check(sql);
      sql.run(limits(seconds()) + "; SET idle_in_transaction_session_timeout = '5s'; " + BY_KEYS);
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

  ClockSkew skew(InstantSource clock) throws SQLException {
    try (Sql sql = connect(10)) {
      return ClockSkew.measure(sql, clock);
    }
  }

  /**
   * One process at a time has it: until it is closed, its connection breaks, or half a minute is
   * over. Empty if another one has it, or the database does not answer.
   */
  public Optional<Cluster.Turn> turn() {
    try {
      Sql sql = connect(10);
      Optional<Cluster.Turn> turn = Optional.empty();
      try {
        sql.run("SET idle_session_timeout = '30s'");
        turn = PostgresLock.isTurn(sql) ? Optional.of(sql::close) : Optional.empty();
        return turn;
      } finally {
        if (turn.isEmpty()) {
          sql.close();
        }
      }
    } catch (SQLException | StoreException e) {
      log.warn("no turn to begin the cluster: {}", why(e));
      return Optional.empty();
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
