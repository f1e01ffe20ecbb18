package dev.reveille.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Prints tables as they grow. */
final class Report {
  private static final int WIDTH = 15;
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void title(String title, Object... columns) {
    out.println();
    out.println("## " + title);
    row(columns);
  }

  void row(Object... cells) {
    StringBuilder line = new StringBuilder();
    for (Object cell : cells) {
      String text = String.valueOf(cell);
      line.append(" ".repeat(Math.max(1, WIDTH - text.length()))).append(text);
    }
    out.println(line);
  }

  void line(String text) {
    out.println(text);
  }

  static String round(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** The value below which the share {@code p} of the (sorted here) values lies. */
  static double percentile(double[] values, double p) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int at = (int) Math.ceil(p * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, at))];
  }
}
