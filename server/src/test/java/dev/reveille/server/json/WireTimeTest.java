package dev.reveille.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTimeTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0",
    "-0.0, PT0S, 0",
    "90, PT1M30S, 90",
    "1e3, PT16M40S, 1000",
    "0.25, PT0.25S, 0.25",
    "0.0000000005, PT0.000000001S, 1E-9",
    "0.0000000004, PT0S, 0",
    "3153600000, PT876000H, 3153600000"
  })
  void readsAndWritesSeconds(BigDecimal number, Duration duration, String written) {
    assertThat(WireTime.seconds(number)).contains(duration);
    assertThat(WireTime.seconds(duration)).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "3153600000.1", "1e999999999"})
  void refusesWhatIsNoDuration(BigDecimal number) {
    assertThat(WireTime.seconds(number)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T09:30:00Z, 2026-01-31T09:30:00Z",
    "2026-01-31t10:30:00.5+01:00, 2026-01-31T09:30:00.500Z",
    "2026-01-31T00:00:00-11:30, 2026-01-31T11:30:00Z"
  })
  void readsInstantsWithAnyOffset(String text, String instant) {
    assertThat(WireTime.instant(text).map(Object::toString)).contains(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31",
    "2026-01-31T09:30:00",
    "2026-01-31 09:30:00Z",
    "2026-13-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-06-30T23:59:60Z",
    "now"
  })
  void refusesWhatIsNoInstant(String text) {
    assertThat(WireTime.instant(text)).isEmpty();
  }
}
