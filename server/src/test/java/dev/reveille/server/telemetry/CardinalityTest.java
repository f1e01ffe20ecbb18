package dev.reveille.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** However many names come from outside, what is kept of them is bounded. */
class CardinalityTest {
  @Test
  void namesBeyondTheLimitAreOne() {
    Capped names = new Capped(2);
    assertThat(names.of("gpt")).isEqualTo("gpt");
    assertThat(names.of("claude")).isEqualTo("claude");
    assertThat(names.of("made-up")).isEqualTo("other");
    assertThat(names.of("gpt")).isEqualTo("gpt");
    assertThat(names.of(null)).isEqualTo("unknown");
    assertThat(new Capped(2).of("x".repeat(101))).isEqualTo("other");
  }

  @Test
  void seriesBeyondTheLimitAreOne() {
    Counter counter = new Counter("x_total", "Some.", "name");
    for (int i = 0; i < Counter.MAX_SERIES + 100; i++) {
      counter.count("n" + i);
    }
    assertThat(counter.read().samples())
        .hasSize(Counter.MAX_SERIES + 1)
        .anySatisfy(sample -> {
          assertThat(sample.labels()).containsExactly("other");
          assertThat(((Metric.Value) sample).value()).isEqualTo(100);
        });
  }
}
