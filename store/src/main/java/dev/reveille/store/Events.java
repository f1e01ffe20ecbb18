package dev.reveille.store;

import dev.reveille.engine.Views.EventRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of published events, by a connection. */
final class Events {
  private static final String EVENT = "SELECT position, seq, name, at_ms FROM events\n";

  private final Sql sql;

  Events(Sql sql) {
    this.sql = sql;
  }

  void insert(EventRow event) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO events (position, seq, name, at_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT (position) DO UPDATE SET
              seq = excluded.seq, name = excluded.name, at_ms = excluded.at_ms
            """);
    s.setLong(1, event.cursor());
    s.setLong(2, event.seq());
    Text.set(s, 3, event.name());
    Millis.set(s, 4, event.at());
    s.write();
  }

  /**
   * Drops what is too old or too much, so many rows at most, oldest first: what stays is always all
   * that was published from some position on.
   */
  void drop(Retention retention, EventRow newest, int most) throws SQLException {
    sql.flush();
    long old =
        last(
            "SELECT max(position) FROM events WHERE at_ms < ?",
            newest.at().toEpochMilli() - retention.age().toMillis());
    // Numbers of the event log are no closer than its events: nothing to count in a small table.
    long many =
        newest.seq() <= retention.events()
            ? 0
            : last(
                "SELECT position FROM events ORDER BY position DESC LIMIT 1 OFFSET ?",
                retention.events());
    long upTo = Math.max(old, many);
    if (upTo > 0) {
      Change s =
          sql.change(
              """
              DELETE FROM events WHERE position IN
                (SELECT position FROM events WHERE position <= ? ORDER BY position LIMIT ?)
              """);
      s.setLong(1, upTo);
      s.setInt(2, most);
      s.write();
    }
  }

  /** The position of the oldest event that it has; that of nothing is behind everything. */
  long oldest() throws SQLException {
    long oldest = last("SELECT min(position) FROM events WHERE position > ?", 0);
    return oldest == 0 ? Long.MAX_VALUE : oldest;
  }

  private long last(String query, long value) throws SQLException {
    PreparedStatement s = sql.prepare(query);
    s.setLong(1, value);
    List<Long> found = Queries.list(s, row -> row.getLong(1));
    return found.isEmpty() ? 0 : found.getFirst();
  }

  /** Events, the newest first. */
  List<EventRow> list(
      @Nullable String name, @Nullable Instant since, @Nullable Long before, int limit)
      throws SQLException {
    Where where = new Where();
    // Else all events would be gone through for those that are younger.
    boolean byTime = since != null && (name == null || name.indexOf('*') >= 0);
    if (name != null && name.indexOf('*') >= 0) {
      where.and("name " + sql.dialect().matches(), sql.dialect().pattern(name));
    } else if (name != null) {
      where.and("name = ?", name);
    }
    if (since != null) {
      where.and("at_ms >= ?", Millis.notBefore(since));
    }
    if (before != null) {
      where.and("position < ?", before);
    }
    String select = byTime ? EVENT + sql.dialect().by("events_by_time") + '\n' : EVENT;
    return Queries.list(where.prepare(sql, select, "ORDER BY position DESC", limit), Events::row);
  }

  /** The event at a position; null if there is none. */
  @Nullable EventRow at(long position) throws SQLException {
    Where where = new Where().and("position = ?", position);
    List<EventRow> found = Queries.list(where.prepare(sql, EVENT, "", 1), Events::row);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static EventRow row(ResultSet row) throws SQLException {
    return new EventRow(row.getLong(1), row.getLong(2), Text.get(row, 3), Millis.get(row, 4));
  }
}
