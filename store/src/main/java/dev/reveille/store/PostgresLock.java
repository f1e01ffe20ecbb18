package dev.reveille.store;

import java.sql.SQLException;

/**
 * Who has the database: all servers together, or one who makes its tables anew. Held by the
 * connection, and let go of when that ends, however it ends. Two schemas of one database have
 * nothing to do with each other.
 */
final class PostgresLock {
  /** "reveille", as PostgreSQL's advisory locks are numbered. */
  static final long KEY = 0x726576656c6c65L;

  private static final String LOCK = "(1919252069, hashtext(current_schema()::text))";

  /** Another one, for whoever begins the cluster. */
  private static final String TURN = "(1919252070, hashtext(current_schema()::text))";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private PostgresLock() {}

  /** Takes the turn to begin the cluster if nobody has it; it ends with the connection. */
  static boolean isTurn(Sql sql) throws SQLException {
    return sql.number("SELECT pg_try_advisory_lock" + TURN + "::int") == 1;
  }

  /** Waits while somebody has it alone. */
  static void share(Sql sql) throws SQLException {
    sql.run("SELECT pg_advisory_lock_shared" + LOCK);
  }

  static void letGoOfShare(Sql sql) throws SQLException {
    sql.run("SELECT pg_advisory_unlock_shared" + LOCK);
  }

  /** Waits until nobody else has it. */
  static void take(Sql sql) throws SQLException {
    sql.run("SELECT pg_advisory_lock" + LOCK);
  }

  static void letGo(Sql sql) throws SQLException {
    sql.run("SELECT pg_advisory_unlock" + LOCK);
  }

  /**
   * Waits a few seconds: of a connection that was closed just now the database hears a moment
   * later.
   *
   * @throws StoreException if a server or another program has it
   */
  static void takeSoon(Sql sql) throws SQLException {
    sql.run("SET lock_timeout = 3000");
    try {
      take(sql);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new StoreException(
            "the database is in use by a server; stop all servers that use it, and try again", e);
      }
      throw e;
    }
    sql.run("SET lock_timeout = 0");
  }
}
