package dev.reveille.engine;

import java.time.Duration;
import java.time.Instant;

/** How long appends take from being handed over until they are durable or refused. */
final class StoreLag {
  private int onTheirWay;
  private Instant moved = Instant.EPOCH;
  private Duration longest = Duration.ZERO;

  synchronized void begun(Instant now) {
    if (onTheirWay++ == 0) {
      moved = now;
    }
  }

  /**
   * @param begun when it was handed over
   */
  synchronized void over(Instant begun, Instant now) {
    onTheirWay--;
    moved = now;
    longest = longer(longest, Duration.between(begun, now));
  }

  /**
   * The longest since this was last asked; as long as none comes to its end, the time for which
   * that is so.
   */
  synchronized Duration read(Instant now) {
    Duration still = onTheirWay > 0 ? Duration.between(moved, now) : Duration.ZERO;
    Duration lag = longer(longest, still);
    longest = Duration.ZERO;
    return lag;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
