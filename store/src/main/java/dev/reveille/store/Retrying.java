package dev.reveille.store;

import java.time.Duration;
import java.time.InstantSource;

/** Whether the writer can write, and when it tries again if not: 250 ms to 5 s, doubling. */
final class Retrying {
  private static final long FIRST = Duration.ofMillis(250).toNanos();
  private static final String BEGAN = "; it began with: ";
  private static final long LONGEST = Duration.ofSeconds(5).toNanos();

  private final InstantSource clock;
  private volatile Health health = new Health.Healthy();
  private String began = "";
  private long delay = FIRST;
  private long nextTry;
  private boolean mayHaveLostWrites;

  Retrying(InstantSource clock) {
    this.clock = clock;
  }

  Health health() {
    return health;
  }

  void failed(String why, boolean lostWrites) {
    boolean again = health instanceof Health.Unavailable;
    delay = again ? Math.min(delay * 2, LONGEST) : FIRST;
    nextTry = System.nanoTime() + delay;
    mayHaveLostWrites |= lostWrites;
    if (health instanceof Health.Unavailable u) {
      health = new Health.Unavailable(why.equals(began) ? why : why + BEGAN + began, u.since());
    } else {
      began = why;
      health = new Health.Unavailable(why, clock.instant());
    }
  }

  void succeeded() {
    health = new Health.Healthy();
    mayHaveLostWrites = false;
  }

  /** Why appends are refused now. */
  String why() {
    return health instanceof Health.Unavailable u ? u.why() : "the store is being opened anew";
  }

  boolean isTime() {
    return nanosToNextTry() == 0;
  }

  long nanosToNextTry() {
    return Math.max(0, nextTry - System.nanoTime());
  }

  boolean mayHaveLostWrites() {
    return mayHaveLostWrites;
  }
}
