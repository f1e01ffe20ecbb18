package dev.reveille.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Copies the journal and the bookmarks of a data folder into an empty PostgreSQL database, makes
 * the query tables there, and verifies all of it. If it is broken off it can be run again, and goes
 * on; no server begins with what is not whole.
 */
public final class PostgresCopy {
  static final String UNFINISHED = "migration";

  private static final int PAGE = 200;
  private static final int TELL = 20_000;

  private static final String ROW =
      """
      SELECT position, agent_id, seq, entry_count, at_ms, state_before, state_after, body
      FROM journal
      """;

  private final Sql from;
  private final Sql to;
  private final Consumer<String> out;

  private PostgresCopy(Sql from, Sql to, Consumer<String> out) {
    this.from = from;
    this.to = to;
    this.out = out;
  }

  /**
   * @param folder of a server that does not run
   * @param out hears how far it is, and what is wrong in the end
   * @return how many things are wrong in the copy; 0: it is whole, and a server may use it
   * @throws StoreException if one of the two cannot be used, or the database holds something else
   */
  public static long copy(Path folder, Postgres target, Consumer<String> out) {
    Path file = folder.resolve(SqliteStore.FILE);
    if (!Files.exists(file)) {
      throw new StoreException("there is no database " + file + "; name a data folder", null);
    }
    try (StoreLock _ = StoreLock.take(folder);
        Sql from = Sql.writer(file, StoreConfig.STANDARD);
        Sql to = target.alone()) {
      Schema.migrate(from);
      return new PostgresCopy(from, to, out).run();
    } catch (SQLException | RuntimeException e) {
      Trouble trouble = e instanceof SQLiteException ? new SqliteTrouble(file) : target.trouble();
      throw trouble.cannotOpen(e);
    }
  }

  private long run() throws SQLException {
    long head = new JournalRows(from).head();
    long there = new JournalRows(to).head();
    begin(there);
    while (there < head) {
      there = page(there);
      if (there == head || there / TELL != (there - PAGE) / TELL) {
        out.accept("the journal is copied up to position " + there + " of " + head);
      }
    }
    bookmarks();
    long appends = new CatchUp(to, Retention.ALL).run(n -> out.accept(n + " appends taken in"));
    out.accept("query tables made of " + appends + " appends; all of it is verified now");
    long findings = new Audit(to, out).run();
    if (findings == 0) {
      to.run("DELETE FROM progress WHERE name = '" + UNFINISHED + "'");
      to.run("ANALYZE");
    }
    return findings;
  }

  private void begin(long there) throws SQLException {
    boolean goesOn =
        to.number("SELECT count(*) FROM progress WHERE name = '" + UNFINISHED + "'") > 0;
    if (there > 0 && (!goesOn || !Arrays.equals(lastRow(from, there), lastRow(to, there)))) {
      throw new StoreException(
          "the database is not empty: its journal ends at position "
              + there
              + (goesOn ? ", and was begun from another data folder" : "")
              + "; name an empty one, or another schema of it (?currentSchema=NAME)",
          null);
    }
    to.run("INSERT INTO progress VALUES ('" + UNFINISHED + "', 1) ON CONFLICT DO NOTHING");
    if (there > 0) {
      out.accept("goes on after position " + there);
    }
  }

  /** The entries of the row that ends at a position; null if there is none. */
  private static byte @Nullable [] lastRow(Sql sql, long position) throws SQLException {
    PreparedStatement s =
        sql.prepare(
            "SELECT body FROM journal WHERE position + entry_count - 1 = ? AND position <= ?"
                + " ORDER BY position DESC LIMIT 1");
    s.setLong(1, position);
    s.setLong(2, position);
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }

  /** Copies some rows in a transaction, and answers how far the journal is then. */
  private long page(long after) throws SQLException {
    PreparedStatement s = from.prepare(ROW + "WHERE position > ? ORDER BY position LIMIT ?");
    s.setLong(1, after);
    s.setInt(2, PAGE);
    long head = after;
    to.begin();
    Change insert = to.change(JournalRows.INSERT);
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        insert.setLong(1, row.getLong(1));
        Text.set(insert, 2, Text.get(row, 2));
        insert.setLong(3, row.getLong(3));
        insert.setInt(4, row.getInt(4));
        insert.setLong(5, row.getLong(5));
        insert.setInt(6, (Integer) row.getObject(6));
        insert.setInt(7, (Integer) row.getObject(7));
        insert.setBytes(8, row.getBytes(8));
        insert.write();
        head = row.getLong(1) + row.getInt(4) - 1;
      }
    }
    Change update = to.change("UPDATE progress SET value = ? WHERE name = 'head'");
    update.setLong(1, head);
    update.write();
    to.commit();
    return head;
  }

  private void bookmarks() throws SQLException {
    PreparedStatement s =
        from.prepare("SELECT name, value FROM progress WHERE name LIKE 'bookmark:%'");
    Bookmarks bookmarks = new Bookmarks(to);
    to.begin();
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        bookmarks.keep(Bookmarks.reader(Text.get(row, 1)), row.getLong(2));
      }
    }
    to.commit();
  }
}
