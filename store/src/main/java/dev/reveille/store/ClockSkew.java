package dev.reveille.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * How far this process's clock is from the database's, the one clock that all servers see.
 *
 * @param ahead negative if it is behind
 * @param uncertain half of what the answer took: the truth is no farther from {@code ahead}
 */
public record ClockSkew(Duration ahead, Duration uncertain) {

  /**
   * Asks the database; the instant that it answers is taken for one in the middle of the asking.
   */
  static ClockSkew measure(Sql sql, InstantSource clock) throws SQLException {
    Instant before = clock.instant();
    long micros = sql.number("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
    Instant after = clock.instant();
    Duration half = Duration.between(before, after).dividedBy(2);
    Instant there = Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1_000));
    return new ClockSkew(Duration.between(there, before.plus(half)), half.abs());
  }

  /** Whether it is more, however long the answer was on its way. */
  public boolean exceeds(Duration bound) {
    return ahead.abs().minus(uncertain).compareTo(bound) > 0;
  }

  /** In words that follow "this server's clock is". */
  @Override
  public String toString() {
    String seconds = String.format(Locale.ROOT, "%.2f s ", ahead.abs().toMillis() / 1e3);
    return seconds + (ahead.isNegative() ? "behind" : "ahead of") + " the database's";
  }
}
