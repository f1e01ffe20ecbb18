package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, 250", "30s, 30000", "15m, 900000", "2h, 7200000", "3d, 259200000", "1w, 604800000",
    "1h30m, 5400000", "1.5h, 5400000", "90, 90000", "0.5, 500", "' 2H ', 7200000", "0s, 0"
  })
  void reads(String text, long millis) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "soon", "-3s", "3 days", "1h-", "1y", "PT5M", "1..5s"})
  void refuses(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a duration; write it like 30s, 15m, 1h30m or 3d");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "340, 340ms",
    "4200, 4.2s",
    "30000, 30s",
    "725000, 12m5s",
    "12000000, 3h20m",
    "187200000, 2d4h",
    "900000, 15m",
    "59999, 60s",
    "-2000, 2s"
  })
  void writes(long millis, String text) {
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
