package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "2, PT2S",
    "' 1.5 ', PT1.5S",
    "0.0001, PT0.001S",
    "-3, PT0S",
    "NaN, PT0S",
    "1e300, PT24H",
    "'Sun, 22 Nov 2026 10:00:05 GMT', PT5S",
    "'Sun, 22 Nov 2026 09:00:00 GMT', PT0S",
    "'Sun, 22 Nov 2099 09:00:00 GMT', PT24H",
  })
  void readsSecondsAndDates(String header, Duration expected) {
    assertThat(RetryAfter.parse(header, NOW)).contains(expected);
  }

  @Test
  void passesOverWhatItCannotRead() {
    assertThat(RetryAfter.parse("soon", NOW)).isEmpty();
    assertThat(RetryAfter.parse("", NOW)).isEmpty();
    assertThat(RetryAfter.parseMillis("x")).isEmpty();
  }
}
