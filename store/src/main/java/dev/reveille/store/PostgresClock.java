package dev.reveille.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares this process's clock with the database's: at the start, and about once a minute. */
final class PostgresClock {
  private static final Logger log = LoggerFactory.getLogger(PostgresClock.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final InstantSource clock;
  private final Duration bound;
  private volatile ClockSkew skew = new ClockSkew(Duration.ZERO, Duration.ZERO);
  private volatile long lookedNanos;
  private boolean told;

  /**
   * @param bound more is said in the log: once, and again when it has been less
   */
  PostgresClock(InstantSource clock, Duration bound) {
    this.clock = clock;
    this.bound = bound;
  }

  ClockSkew skew() {
    return skew;
  }

  /** Looks, unless it has lately. One thread at a time. */
  void lookNowAndThen(Sql sql) throws SQLException {
    if (System.nanoTime() - lookedNanos >= PAUSE_NANOS) {
      look(sql);
    }
  }

  /** One thread at a time. */
  ClockSkew look(Sql sql) throws SQLException {
    ClockSkew now = ClockSkew.measure(sql, clock);
    skew = now;
    lookedNanos = System.nanoTime();
    if (now.exceeds(bound) != told) {
      told = !told;
      tell(now);
    }
    return now;
  }

  private void tell(ClockSkew now) {
    if (told) {
      log.warn(
          "this server's clock is {}: agents wake by the clock of the server that holds them;"
              + " synchronise both machines' clocks (NTP)",
          now);
    } else {
      log.info("this server's clock agrees with the database's again");
    }
  }
}
