package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How far readers of the journal are, by a connection. Rebuilding does not touch them. */
final class Bookmarks {
  private static final String PREFIX = "bookmark:";

  private final Sql sql;

  Bookmarks(Sql sql) {
    this.sql = sql;
  }

  /** Whose bookmark it is, by the name of its row. */
  static String reader(String name) {
    return name.substring(PREFIX.length());
  }

  void keep(String reader, long position) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO progress (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """);
    Text.set(s, 1, PREFIX + reader);
    s.setLong(2, position);
    s.write();
  }

  long get(String reader) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT value FROM progress WHERE name = ?");
    Text.set(s, 1, PREFIX + reader);
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Takes back those that are beyond the journal's end, as a backup's may be. */
  void cutBack(long head) throws SQLException {
    Change s =
        sql.change("UPDATE progress SET value = ? WHERE name LIKE 'bookmark:%' AND value > ?");
    s.setLong(1, head);
    s.setLong(2, head);
    s.write();
  }

  /** The reader who is furthest; 0 if there is none. */
  long furthest() throws SQLException {
    return sql.number("SELECT coalesce(max(value), 0) FROM progress WHERE name LIKE 'bookmark:%'");
  }
}
