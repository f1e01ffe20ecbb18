package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final LoadLimits LIMITS =
      new LoadLimits(
          0.8, 0.7, 1, Duration.ofMinutes(5), 0.5, 0.9, Duration.ofSeconds(4), 0.8, 0.92);

  private final Sampler sampler = new Sampler(LIMITS);

  /** Each part against its limit. The load is the greatest; it defers but by running tasks. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0.45, 0.1, 1000, 0.50, 0.50, memory",
    "0.4, 0.09, 0.1, 1000, 0.80, 0.80, cpu",
    "0.1, 0.09, 0.9, 3000, 0.90, 0.75, store lag",
    "0.9, 0.00, 0.0, 9000, 1.00, 1.00, cpu",
    "-1 , 0.09, 0.0, 0   , 0.10, 0.10, memory",
  })
  void parts(
      double cpu, double heap, double running, int lag, double load, double strain, String cause) {
    Pressure pressure = Pressure.NONE;
    for (int i = 0; i < 60; i++) {
      pressure = sampler.take(new Gauges.Reading(cpu, heap), running, Duration.ofMillis(lag));
    }
    assertThat(pressure.load()).isCloseTo(load, within(1e-6));
    assertThat(pressure.strain()).isCloseTo(strain, within(1e-6));
    assertThat(pressure.cause()).isEqualTo(cause);
  }

  @Test
  void aShortPeakOfTheProcessorsIsNoLoad() {
    Gauges.Reading busy = new Gauges.Reading(0.5, 0);
    assertThat(sampler.take(busy, 0, Duration.ZERO).cpu()).isCloseTo(0.3, within(1e-9));
    assertThat(sampler.take(busy, 0, Duration.ZERO).cpu()).isCloseTo(0.51, within(1e-9));
  }

  @Test
  void theLagIsTheLongestSinceItWasAsked() {
    StoreLag lag = new StoreLag();
    assertThat(lag.read(T0)).isZero();
    lag.begun(T0);
    lag.begun(T0.plusMillis(1));
    lag.over(T0, T0.plusMillis(30));
    lag.over(T0.plusMillis(1), T0.plusMillis(35));
    assertThat(lag.read(T0.plusSeconds(1))).isEqualTo(Duration.ofMillis(34));
    assertThat(lag.read(T0.plusSeconds(2))).isZero();
  }

  @Test
  void aStoreThatTellsNothingLagsMoreAndMore() {
    StoreLag lag = new StoreLag();
    lag.begun(T0);
    assertThat(lag.read(T0.plusSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    lag.begun(T0.plusSeconds(1));
    assertThat(lag.read(T0.plusSeconds(5))).isEqualTo(Duration.ofSeconds(5));
  }
}
