package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that travel together. */
class PostgresSqlTest {
  private static final String INSERT =
      """
      INSERT INTO t (k, part, a, b, words) VALUES (?, ?, ?, ?, CAST(? AS tsvector))
      ON CONFLICT (k, part) DO UPDATE SET a = excluded.a, b = excluded.b
      """;
  private static final String UPDATE =
      "UPDATE t SET a = ?, b = coalesce(?, b) WHERE k = ? AND part = ? AND a <> ?";
  private static final String DELETE = "DELETE FROM t WHERE k = ?";

  private Sql sql;

  @BeforeEach
  void open() throws SQLException {
    sql = PostgresContractTest.fresh().writer(Retention.STANDARD);
    sql.run(
        """
        CREATE TABLE t (k text COLLATE "C", part bigint, a integer NOT NULL, b double precision,
          words tsvector, PRIMARY KEY (k, part))\
        """);
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private void insert(int n) throws SQLException {
    for (int i = 0; i < n; i++) {
      Change c = sql.change(INSERT);
      c.setString(1, "k" + i);
      c.setLong(2, (long) i);
      c.setInt(3, i);
      c.setDouble(4, i % 2 == 0 ? null : i + 0.5);
      c.setString(5, "'word':1");
      c.write();
    }
  }

  private void update(int n) throws SQLException {
    for (int i = 0; i < n; i++) {
      Change c = sql.change(UPDATE);
      c.setInt(1, 10 * i);
      c.setDouble(2, i == 1 ? null : 7.0);
      c.setString(3, "k" + i);
      c.setLong(4, (long) i);
      c.setInt(5, 2); // spares k2
      c.write();
    }
  }

  private void delete(int... which) throws SQLException {
    for (int i : which) {
      Change c = sql.change(DELETE);
      c.setString(1, "k" + i);
      c.write();
    }
  }

  private List<String> rows() throws SQLException {
    return Queries.list(
        sql.prepare("SELECT k || ' ' || a || ' ' || coalesce(b, 0) FROM t ORDER BY part"),
        row -> row.getString(1));
  }

  private void commit() throws SQLException {
    sql.commit();
    assertThat(sql.connection().getAutoCommit()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneRowAndManyDoTheSame(boolean eachAlone) throws SQLException {
    for (int round = 0; round < 12; round++) { // the plans change on the way
      sql.begin();
      insert(4);
      if (eachAlone) {
        sql.flush();
      }
      update(4);
      delete(3, 9);
      commit();
      assertThat(rows()).containsExactly("k0 0 7", "k1 10 1.5", "k2 2 0");
      sql.begin();
      for (int i = 0; i < 4; i++) {
        delete(i);
        if (eachAlone) {
          sql.flush();
        }
      }
      commit();
      assertThat(rows()).isEmpty();
    }
  }

  @Test
  void whatIsRolledBackIsNeverSent() throws SQLException {
    sql.begin();
    insert(3);
    sql.rollback();
    sql.begin();
    insert(1);
    commit();
    assertThat(rows()).containsExactly("k0 0 0");
  }

  @Test
  void nothingOfATransactionStaysThatFailsOnTheWay() throws SQLException {
    sql.begin();
    insert(2);
    Change c = sql.change("UPDATE t SET a = ? WHERE k = ?");
    c.setInt(1, null);
    c.setString(2, "k1");
    c.write();
    assertThatThrownBy(() -> sql.commit()).isInstanceOf(SQLException.class);
    sql.rollback();
    assertThat(rows()).isEmpty();
  }

  @Test
  void aTransactionThatChangesNothingEnds() throws SQLException {
    sql.begin();
    assertThat(rows()).isEmpty();
    commit();
    sql.begin();
    commit();
  }

  @Test
  void aChangeOutsideOfATransactionIsABug() {
    assertThatThrownBy(() -> sql.change(DELETE)).isInstanceOf(IllegalStateException.class);
  }

  /** A plan is kept for long, and tables grow. */
  @Test
  void thePlanForASmallTableIsThatForALargeOne() throws SQLException {
    sql.begin();
    insert(5);
    commit();
    sql.run("VACUUM ANALYZE t");
    sql.run("SET plan_cache_mode = force_generic_plan");
    for (String text : List.of(UPDATE, DELETE, "DELETE FROM t WHERE k = ? AND part = ?")) {
      Rows rows = new Rows(text);
      rows.write();
      rows.write();
      String typed = rows.text().replaceFirst("unnest\\([?, ]+\\)", types(text));
      sql.run("PREPARE p AS " + typed);
      String nulls = "NULL" + ", NULL".repeat(types(text).split("\\$").length - 2);
      List<String> plan =
          Queries.list(sql.prepare("EXPLAIN EXECUTE p (" + nulls + ")"), row -> row.getString(1));
      assertThat(plan)
          .anyMatch(line -> line.contains("Nested Loop"))
          .anyMatch(line -> line.contains("Index Cond") && line.contains("k = ANY"))
          .noneMatch(line -> line.contains("Hash") || line.contains("Merge"));
      sql.run("DEALLOCATE p");
    }
  }

  private static String types(String text) {
    return switch (text) {
      case UPDATE ->
          "unnest(\\$1::int[], \\$2::float8[], \\$3::text[], \\$4::bigint[], \\$5::int[])";
      case DELETE -> "unnest(\\$1::text[])";
      default -> "unnest(\\$1::text[], \\$2::bigint[])";
    };
  }
}
