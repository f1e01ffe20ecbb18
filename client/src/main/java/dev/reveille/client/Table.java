package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Rows of JSON objects as aligned text. A column in which nothing stands is left out. On a terminal
 * that is too narrow the minor columns are left out, the last of them first, and then the widest
 * give way until a line fits: last of all the first column, which is what a row is called by.
 */
final class Table {

  private static final int WIDEST = 60;
  private static final int NARROWEST = 8;
  private static final int READABLE = 11;
  private static final String GAP = "  ";

  private record Column(
      String title,
      BiFunction<JsonNode, Look, String> cell,
      Function<String, Tone> tone,
      boolean isMinor) {}

  private final List<Column> columns = new ArrayList<>();

  /** A column of a field's own text. */
  Table with(String field) {
    return with(field, row -> Json.text(row, field));
  }

  Table with(String title, Function<JsonNode, String> cell) {
    return add(title, (row, look) -> cell.apply(row), text -> Tone.PLAIN);
  }

  /** A column of words that have colours of their own. */
  Table state(String field) {
    return state(field, row -> Json.text(row, field));
  }

  Table state(String title, Function<JsonNode, String> cell) {
    return add(title, (row, look) -> cell.apply(row), Tone::of);
  }

  /** A column of instants, told as they lie from now. */
  Table ago(String title, String field) {
    return add(title, (row, look) -> look.relative(Json.text(row, field)), text -> Tone.PLAIN);
  }

  private Table add(
      String title, BiFunction<JsonNode, Look, String> cell, Function<String, Tone> tone) {
    columns.add(new Column(title.toUpperCase(Locale.ROOT), cell, tone, false));
    return this;
  }

  /** The last column is left out where there is no room for all. */
  Table minor() {
    Column last = columns.removeLast();
    columns.add(new Column(last.title(), last.cell(), last.tone(), true));
    return this;
  }

  /**
   * @param none the line that stands for no rows at all
   */
  String render(Iterable<JsonNode> rows, String none, Look look) {
    int widest = look.width() == Look.ENDLESS ? WIDEST : look.width();
    List<List<String>> texts = new ArrayList<>();
    rows.forEach(row ->
        texts.add(
            columns.stream()
                .map(column -> Text.line(column.cell().apply(row, look), widest))
                .toList()));
    if (texts.isEmpty()) {
      return none;
    }
    int[] widths = widths(texts);
    leave(widths, look.width());
    shrink(widths, look.width());
    List<String> lines = new ArrayList<>();
    lines.add(line(titles(), widths, (column, text) -> look.paint(text, Tone.BOLD)));
    texts.forEach(row ->
        lines.add(
            line(
                row,
                widths,
                (column, text) -> look.paint(text, columns.get(column).tone().apply(text)))));
    return String.join("\n", lines);
  }

  private List<String> titles() {
    return columns.stream().map(Column::title).toList();
  }

  /** Zero for a column in which nothing stands. */
  private int[] widths(List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], Columns.width(row.get(i)));
      }
      if (widths[i] > 0) {
        widths[i] = Math.max(widths[i], Columns.width(columns.get(i).title()));
      }
    }
    return widths;
  }

  private void leave(int[] widths, int limit) {
    for (int i = widths.length - 1; i > 0; i--) {
      int[] least = widths.clone();
      IntStream.range(1, least.length).forEach(k -> least[k] = Math.min(least[k], READABLE));
      if (columns.get(i).isMinor() && used(least) > limit) {
        widths[i] = 0;
      }
    }
  }

  private static void shrink(int[] widths, int limit) {
    for (long over = (long) used(widths) - limit; over > 0; over--) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        if (widths[i] > Math.max(NARROWEST, widest == 0 ? 0 : widths[widest])) {
          widest = i;
        }
      }
      if (widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
    }
  }

  private static int used(int[] widths) {
    int used = IntStream.of(widths).filter(width -> width > 0).map(w -> w + GAP.length()).sum();
    return Math.max(0, used - GAP.length());
  }

  private static String line(
      List<String> cells, int[] widths, BiFunction<Integer, String, String> painted) {
    StringBuilder line = new StringBuilder();
    int owed = 0;
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        String cell = Columns.cut(cells.get(i).isEmpty() ? "-" : cells.get(i), widths[i]);
        line.append(" ".repeat(owed)).append(painted.apply(i, cell));
        owed = widths[i] - Columns.width(cell) + GAP.length();
      }
    }
    return line.toString();
  }
}
