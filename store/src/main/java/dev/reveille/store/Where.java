package dev.reveille.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of a query, of which some are left out: so each that is there can use an index.
 */
final class Where {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  Where and(String condition) {
    text.append(text.isEmpty() ? "WHERE " : " AND ").append(condition);
    return this;
  }

  Where and(String condition, Object... given) {
    values.addAll(List.of(given));
    return and(condition);
  }

  /** The statement, with its values. */
  PreparedStatement prepare(Sql sql, String select, String order, int limit) throws SQLException {
    PreparedStatement s = sql.prepare(select + text + '\n' + order + " LIMIT ?");
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof String text) {
        Text.set(s, i + 1, text);
      } else {
        s.setObject(i + 1, values.get(i));
      }
    }
    s.setInt(values.size() + 1, limit);
    return s;
  }
}
