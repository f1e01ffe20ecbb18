package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Rows of JSON objects as aligned text. A column in which nothing stands is left out. */
final class Table {

  private static final int WIDEST = 60;
  private static final String GAP = "  ";

  private record Column(String title, Function<JsonNode, String> cell) {}

  private final List<Column> columns = new ArrayList<>();

  /** A column of a field's own text. */
  Table with(String field) {
    return with(field, row -> Json.text(row, field));
  }

  Table with(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title.toUpperCase(Locale.ROOT), cell));
    return this;
  }

  /**
   * @param none the line that stands for no rows at all
   */
  String render(Iterable<JsonNode> rows, String none) {
    List<List<String>> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(columns.stream().map(column -> cell(column, row)).toList()));
    if (texts.isEmpty()) {
      return none;
    }
    int[] widths = widths(texts);
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::title).toList(), widths));
    texts.forEach(row -> lines.add(line(row, widths)));
    return String.join("\n", lines);
  }

  private static String cell(Column column, JsonNode row) {
    return Text.line(column.cell().apply(row), WIDEST);
  }

  /** Zero for a column in which nothing stands. */
  private int[] widths(List<List<String>> rows) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
      if (widths[i] > 0) {
        widths[i] = Math.max(widths[i], columns.get(i).title().length());
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        String cell = cells.get(i).isEmpty() ? "-" : cells.get(i);
        line.append(cell).append(" ".repeat(widths[i] - Math.min(widths[i], cell.length())));
        line.append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
