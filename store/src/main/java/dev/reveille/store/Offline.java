package dev.reveille.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be done with the data folder of a server that does not run. */
public final class Offline {
  private Offline() {}

  /** Whether a server has ever kept its data there. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(SqliteStore.FILE));
  }

  /** The process that has the folder now; empty if nobody has. Changes nothing. */
  public static Optional<String> holder(Path folder) {
    return StoreLock.holderOf(folder);
  }

  /**
   * Reads the whole journal and compares all that is derived from it. Changes nothing but what a
   * start would change too: the schema, and query tables that lag behind.
   *
   * @param out hears what differs, and how far it is, line by line
   * @return how many things are wrong; 0: all is well
   * @throws StoreException if the folder is in use, or has no database that can be opened
   */
  public static long check(Path folder, Consumer<String> out) {
    return with(folder, sql -> new Audit(sql, out).run());
  }

  /**
   * Makes the query tables anew from the journal alone, and forgets all snapshots. If it is broken
   * off, the next start or rebuild finishes it.
   *
   * @param out hears how far it is
   * @return how many appends were taken in
   * @throws StoreException if the folder is in use, or the journal cannot be read or the file
   *     written
   */
  public static long rebuild(Path folder, Consumer<String> out) {
    return with(folder, sql -> rebuild(sql, out));
  }

  /**
   * The same of a PostgreSQL database that no server uses.
   *
   * @throws StoreException if it is in use, or cannot be read or written
   */
  public static long check(Postgres database, Consumer<String> out) {
    return with(database, sql -> new Audit(sql, out).run());
  }

  /**
   * The same of a PostgreSQL database that no server uses.
   *
   * @throws StoreException if it is in use, or cannot be read or written
   */
  public static long rebuild(Postgres database, Consumer<String> out) {
    return with(database, sql -> rebuild(sql, out));
  }

  /**
   * What answers at a PostgreSQL database's place, in a line for people. Changes nothing.
   *
   * @throws StoreException if nothing does, or it cannot be used
   */
  public static String look(Postgres database) {
    try {
      return database.look();
    } catch (SQLException | RuntimeException e) {
      throw database.trouble().cannotOpen(e);
    }
  }

  /**
   * How far a clock is from the database's. Changes nothing.
   *
   * @throws StoreException if it does not answer
   */
  public static ClockSkew skew(Postgres database, InstantSource clock) {
    try {
      return database.skew(clock);
    } catch (SQLException | RuntimeException e) {
      throw database.trouble().cannotOpen(e);
    }
  }

  private static long rebuild(Sql sql, Consumer<String> out) throws SQLException {
    long head = new JournalRows(sql).head();
    sql.begin();
    new Projections(sql, Retention.ALL).clear();
    new Snapshots(sql).clear();
    new Bookmarks(sql).cutBack(head);
    if (sql.dialect() == Dialect.POSTGRES) {
      sql.run("UPDATE progress SET value = " + head + " WHERE name = 'head'");
    }
    sql.commit();
    long appends = new CatchUp(sql, Retention.ALL).run(n -> out.accept(n + " appends taken in"));
    out.accept("rebuilt from " + appends + " appends");
    return appends;
  }

  private static long with(Postgres database, Readers.Query<Long> work) {
    try (Sql sql = database.alone()) {
      Postgres.mustBeWhole(sql);
      return work.run(sql);
    } catch (SQLException | RuntimeException e) {
      throw database.trouble().cannotOpen(e);
    }
  }

  private static long with(Path folder, Readers.Query<Long> work) {
    Path file = folder.resolve(SqliteStore.FILE);
    if (!Files.exists(file)) {
      throw new StoreException("there is no database " + file + "; name a data folder", null);
    }
    try (StoreLock _ = StoreLock.take(folder);
        Sql sql = Sql.writer(file, StoreConfig.STANDARD)) {
      Schema.migrate(sql);
      return work.run(sql);
    } catch (SQLException | RuntimeException e) {
      throw new SqliteTrouble(file).cannotOpen(e);
    }
  }
}
