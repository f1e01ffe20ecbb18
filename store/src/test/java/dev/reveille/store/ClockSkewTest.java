package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Clocks that go wrong beside that of a real PostgreSQL. */
class ClockSkewTest {
  private static final Duration BOUND = Duration.ofSeconds(2);

  /** One that is wrong by so much. */
  private static InstantSource off(Duration by) {
    return Clock.offset(Clock.systemUTC(), by);
  }

  @Test
  void howFarAClockIsFromTheDatabasesIsFoundOutAtTheStart() {
    for (int seconds : new int[] {0, 1, 30, -30, 86_400}) {
      Duration off = Duration.ofSeconds(seconds);
      try (PostgresStore store = PostgresStore.open(PostgresContractTest.fresh(), off(off))) {
        ClockSkew skew = store.clockSkew().orElseThrow();
        assertThat(skew.ahead().minus(off).abs())
            .as(skew + " instead of " + off)
            .isLessThanOrEqualTo(skew.uncertain().plusMillis(1));
        assertThat(skew.exceeds(BOUND)).as("%s", skew).isEqualTo(Math.abs(seconds) > 2);
      }
    }
  }

  @Test
  void aClockThatIsSetIsNoticedAtTheNextLook() throws Exception {
    Duration[] off = {Duration.ZERO};
    PostgresClock clock =
        new PostgresClock(() -> InstantSource.system().instant().plus(off[0]), BOUND);
    try (Sql sql = PostgresContractTest.fresh().reader()) {
      clock.look(sql);
      assertThat(clock.skew().exceeds(BOUND)).isFalse();

      off[0] = Duration.ofMinutes(-5);
      clock.lookNowAndThen(sql);
      assertThat(clock.skew().exceeds(BOUND)).as("it has looked lately").isFalse();
      clock.look(sql);
      assertThat(clock.skew()).asString().matches("(299|300)\\.\\d\\d s behind the database.s");
      assertThat(clock.skew().exceeds(BOUND)).isTrue();
    }
  }

  @Test
  void whatTheAnswerTookIsNotHeldAgainstTheClock() {
    Duration ahead = Duration.ofSeconds(5);
    assertThat(new ClockSkew(ahead, Duration.ofSeconds(4)).exceeds(BOUND)).isFalse();
    assertThat(new ClockSkew(ahead, Duration.ofSeconds(1)).exceeds(BOUND)).isTrue();
    assertThat(new ClockSkew(ahead.negated(), Duration.ofSeconds(1)).exceeds(BOUND)).isTrue();
  }
}
