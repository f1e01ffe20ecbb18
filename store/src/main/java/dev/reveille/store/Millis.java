package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Instants in columns: milliseconds since 1970, and null for none. */
final class Millis {
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);
  private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);

  private Millis() {}

  /** The first whole millisecond that is not before the instant: a wake is never early. */
  static long notBefore(Instant instant) {
    if (!instant.isBefore(LAST)) {
      return Long.MAX_VALUE;
    }
    if (!instant.isAfter(FIRST)) {
      return Long.MIN_VALUE;
    }
    long millis = instant.toEpochMilli();
    return instant.getNano() % 1_000_000 == 0 ? millis : millis + 1;
  }

  /** The instant that a column can hold for this one. */
  static Instant ceiling(Instant instant) {
    return Instant.ofEpochMilli(notBefore(instant));
  }

  static void set(PreparedStatement s, int index, @Nullable Instant instant) throws SQLException {
    if (instant == null) {
      s.setNull(index, Types.BIGINT);
    } else {
      s.setLong(index, notBefore(instant));
    }
  }

  static void set(Change change, int index, @Nullable Instant instant) throws SQLException {
    change.setLong(index, instant == null ? null : notBefore(instant));
  }

  static Instant get(ResultSet row, int index) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(index));
  }

  static @Nullable Instant getNullable(ResultSet row, int index) throws SQLException {
    long millis = row.getLong(index);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
