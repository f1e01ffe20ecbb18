package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** That the check of the format finds what is wrong, so that it means something if it does not. */
class PromTextTest {
  private static final String HEAD = "# HELP x_total Some.\n# TYPE x_total counter\n";
  private static final String SIZES = "# HELP y_seconds Some.\n# TYPE y_seconds histogram\n";

  record Wrong(String text, String complaint) {}

  static final List<Wrong> WRONG =
      List.of(
          new Wrong("x_total 1\n", "without a TYPE"),
          new Wrong("# TYPE x_total counter\nx_total 1\n", "without its HELP"),
          new Wrong("# HELP x_total  \n# TYPE x_total counter\nx_total 1\n", "no help"),
          new Wrong("# HELP x Some.\n# TYPE x counter\nx 1\n", "without _total"),
          new Wrong("# HELP x_total S.\n# TYPE x_total gauge\nx_total 1\n", "gauge with _total"),
          new Wrong("# HELP x_ms S.\n# TYPE x_ms gauge\nx_ms 1\n", "base unit"),
          new Wrong("# HELP aB S.\n# TYPE aB gauge\naB 1\n", "conventions"),
          new Wrong(HEAD + "x_total 1\nx_total 2\n", "twice"),
          new Wrong(HEAD + "x_total{a=\"1\",a=\"2\"} 2\n", "a label twice"),
          new Wrong(HEAD + "x_total{a=1} 2\n", "bad labels"),
          new Wrong(HEAD + "x_total -1\n", "less than 0"),
          new Wrong(HEAD + "y_total 1\n", "among those of"),
          new Wrong(HEAD + "x_total 1", "no end"),
          new Wrong(SIZES + "y_seconds_count 0\ny_seconds_sum 0\n", "no last bucket"),
          new Wrong(
              SIZES + "y_seconds_bucket{le=\"+Inf\"} 1\ny_seconds_count 2\ny_seconds_sum 0\n",
              "not the count"),
          new Wrong(
              SIZES
                  + "y_seconds_bucket{le=\"1\"} 2\ny_seconds_bucket{le=\"+Inf\"} 1\n"
                  + "y_seconds_count 1\ny_seconds_sum 0\n",
              "not ascending"),
          new Wrong(SIZES + "y_seconds_bucket{le=\"+Inf\"} 1\ny_seconds_count 1\n", "not one sum"));

  @ParameterizedTest
  @FieldSource("WRONG")
  void whatIsWrongIsFound(Wrong row) {
    assertThatThrownBy(() -> PromText.parse(row.text())).hasMessageContaining(row.complaint());
  }

  @Test
  void whatIsRightIsRead() {
    PromText text =
        PromText.parse(
            HEAD
                + "x_total{a=\"b\\\"c\"} 2\n"
                + SIZES
                + "y_seconds_bucket{le=\"1\"} 1\ny_seconds_bucket{le=\"+Inf\"} 1\n"
                + "y_seconds_count 1\ny_seconds_sum 0.5\n");
    assertThat(text.family("x_total").value(Map.of("a", "b\\\"c"))).isEqualTo(2);
    assertThat(text.family("y_seconds").of("_bucket")).hasSize(2);
  }
}
