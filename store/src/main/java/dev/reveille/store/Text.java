package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Texts in columns. PostgreSQL has none with a NUL in it: such a one is written as SUB and {@code
 * 0}, and SUB itself as SUB and {@code 1}, so that every text comes back as it was.
 */
final class Text {
  private static final char NUL = '\0';
  private static final char SUB = '\u001a';

  private Text() {}

  static void set(PreparedStatement s, int index, @Nullable String text) throws SQLException {
    s.setString(index, text == null ? null : encode(text));
  }

  static void set(Change change, int index, @Nullable String text) throws SQLException {
    change.setString(index, text == null ? null : encode(text));
  }

  static String get(ResultSet row, int index) throws SQLException {
    String text = row.getString(index);
    return text == null || text.indexOf(SUB) < 0
        ? text
        : text.replace(SUB + "0", "\0").replace(SUB + "1", "\u001a");
  }

  static String encode(String text) {
    return text.indexOf(NUL) < 0 && text.indexOf(SUB) < 0
        ? text
        : text.replace("\u001a", SUB + "1").replace("\0", SUB + "0");
  }
}
