package dev.reveille.store;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection to PostgreSQL. Changes wait until the end of their transaction and travel with its
 * {@code COMMIT}, all in one journey: statements in the order in which they were first used, each
 * with all of its rows. So whoever changes a row twice in a transaction does it by texts whose
 * first uses are in that order, or calls {@link #flush} between.
 */
final class PostgresSql extends Sql {
  /** "transaction_resolution_unknown" */
  private static final String UNKNOWN_OUTCOME = "08007";

  private final Map<String, Rows> known = new HashMap<>();
  private final Set<Rows> waiting = new LinkedHashSet<>();

  /** When the transaction began that is under way; null: there is none. */
  private volatile @Nullable Long beganNanos;

  PostgresSql(Connection connection) {
    super(connection, Dialect.POSTGRES);
  }

  @Override
  Change change(String text) throws SQLException {
    if (connection().getAutoCommit()) {
      throw new IllegalStateException("a change outside of a transaction: " + text);
    }
    Rows rows = known.computeIfAbsent(text, Rows::new);
    waiting.add(rows);
    return rows;
  }

  @Override
  void flush() throws SQLException {
    send("");
  }

  @Override
  void begin() throws SQLException {
    beganNanos = System.nanoTime();
    super.begin();
  }

  /**
   * @throws SQLException also if PostgreSQL says that it has committed but not that it is durable,
   *     as it does when somebody ends its waiting for a replica
   */
  @Override
  void commit() throws SQLException {
    send("COMMIT");
    super.commit(); // has nothing left to send
    beganNanos = null;
  }

  @Override
  void rollback() throws SQLException {
    clear();
    super.rollback();
    beganNanos = null;
  }

  /** Ends the connection from another thread, if its transaction takes longer than that. */
  void cutIfLongerThan(Duration limit) {
    Long began = beganNanos;
    if (began != null && System.nanoTime() - began > limit.toNanos()) {
      cut();
    }
  }

  @Override
  public void close() {
    beganNanos = null;
    super.close();
  }

  /** The driver remembers the texts that were sent last, and the server their plans. */
  private void send(String last) throws SQLException {
    waiting.removeIf(Rows::isEmpty);
    String text = waiting.stream().map(rows -> rows.text() + ";\n").collect(joining()) + last;
    if (!text.isEmpty()) {
      try (PreparedStatement s = connection().prepareStatement(text)) {
        int index = 1;
        for (Rows rows : waiting) {
          index = rows.set(s, index);
        }
        s.execute();
        SQLWarning but = last.isEmpty() ? null : s.getWarnings();
        if (but != null) {
          throw new SQLException(but.getMessage(), UNKNOWN_OUTCOME, but);
        }
      }
    }
    clear();
  }

  private void clear() {
    waiting.forEach(Rows::clear);
    waiting.clear();
  }
}
