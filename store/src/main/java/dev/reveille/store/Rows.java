package dev.reveille.store;

import static java.util.Collections.nCopies;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a statement that wait to be sent to PostgreSQL. A single one is sent with the
 * statement as it is; several as one array for each question mark, and the statement changed so
 * that it takes them as a table:
 *
 * <pre>
 *   INSERT INTO t (a, b) VALUES (?, ?)    INSERT INTO t (a, b) SELECT n.c1, n.c2
 *                                           FROM unnest(?, ?) AS n (c1, c2)
 *   UPDATE t SET a = ? WHERE k = ?        UPDATE t SET a = n.c1 FROM unnest … WHERE k = ANY (ARRAY[n.c2])
 *   DELETE FROM t WHERE k = ?             DELETE FROM t USING unnest … WHERE k = ANY (ARRAY[n.c1])
 * </pre>
 *
 * No two of them may concern the same row. A plan is kept for long; this {@code ANY} leaves no
 * other than to find each row by its key. With {@code =} that of a small table would go through all
 * of it, for as long as nobody told the planner that it has grown.
 */
final class Rows implements Change {
  private static final Pattern VALUES = Pattern.compile("VALUES \\(((?:[^()]|\\([^()]*\\))*)\\)");
  private static final Pattern KEY = Pattern.compile("(WHERE \\w+) = (n\\.c\\d+)");

  /** How values of a type are sent. */
  private enum Kind {
    BIGINT("int8", Types.BIGINT, Long[]::new),
    INTEGER("int4", Types.INTEGER, Integer[]::new),
    DOUBLE("float8", Types.DOUBLE, Double[]::new),
    TEXT("text", Types.VARCHAR, String[]::new),
    BYTES("bytea", Types.BINARY, byte[][]::new);

    final String name;
    final int type;
    final IntFunction<Object[]> array;

    Kind(String name, int type, IntFunction<Object[]> array) {
      this.name = name;
      this.type = type;
      this.array = array;
    }
  }

  private final String one;
  private final String several;
  private final Kind[] kinds;
  private final @Nullable Object[] next;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  Rows(String text) {
    one = text;
    int width = (int) text.chars().filter(c -> c == '?').count();
    several = several(text, width);
    kinds = new Kind[width];
    next = new Object[width];
  }

  private static String several(String text, int width) {
    if (width == 0) {
      return text;
    }
    List<String> names = IntStream.rangeClosed(1, width).mapToObj(i -> "c" + i).toList();
    String table =
        "unnest(%s) AS n (%s)"
            .formatted(String.join(", ", nCopies(width, "?")), String.join(", ", names));
    StringBuilder named = new StringBuilder();
    int next = 0;
    for (char c : text.toCharArray()) {
      named.append(c == '?' ? "n." + names.get(next++) : String.valueOf(c));
    }
    if (text.startsWith("INSERT")) {
      return VALUES.matcher(named).replaceFirst("SELECT $1 FROM " + table);
    }
    String from = text.startsWith("UPDATE") ? "FROM " : "USING ";
    return KEY.matcher(named).replaceFirst(from + table + "\n$1 = ANY (ARRAY[$2])");
  }

  @Override
  public void setLong(int index, @Nullable Long value) {
    set(index, Kind.BIGINT, value);
  }

  @Override
  public void setInt(int index, @Nullable Integer value) {
    set(index, Kind.INTEGER, value);
  }

  @Override
  public void setDouble(int index, @Nullable Double value) {
    set(index, Kind.DOUBLE, value);
  }

  @Override
  public void setString(int index, @Nullable String value) {
    set(index, Kind.TEXT, value);
  }

  @Override
  public void setBytes(int index, byte[] value) {
    set(index, Kind.BYTES, value);
  }

  private void set(int index, Kind kind, @Nullable Object value) {
    kinds[index - 1] = kind;
    next[index - 1] = value;
  }

  @Override
  public void write() {
    rows.add(next.clone());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String text() {
    return rows.size() == 1 ? one : several;
  }

  /**
   * Sets the values of its text.
   *
   * @param from the number of its first question mark
   * @return the number after its last one
   */
  int set(PreparedStatement s, int from) throws SQLException {
    for (int i = 0; i < kinds.length; i++) {
      if (rows.size() == 1) {
        s.setObject(from + i, rows.getFirst()[i], kinds[i].type);
      } else {
        s.setArray(from + i, s.getConnection().createArrayOf(kinds[i].name, column(i)));
      }
    }
    return from + kinds.length;
  }

  private @Nullable Object[] column(int i) {
    @Nullable Object[] column = kinds[i].array.apply(rows.size());
    for (int row = 0; row < column.length; row++) {
      column[row] = rows.get(row)[i];
    }
    return column;
  }

  void clear() {
    rows.clear();
  }
}
