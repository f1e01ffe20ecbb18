package dev.reveille.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop that waits for time. It waits for the nearest alarm exactly, and looks at the clock
 * once a second besides, in case somebody has set it.
 */
final class AlarmClock {
  private static final Logger log = LoggerFactory.getLogger(AlarmClock.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(50);

  private final Alarms alarms;
  private final InstantSource clock;
  private final BooleanSupplier departures;
  private final Runnable recovery;
  private final Runnable everySecond;
  private final Thread thread;
  private volatile boolean called;
  private volatile boolean closed;
  private Instant second = Instant.MIN;
  private volatile boolean still;

  /**
   * @param departures sees off whoever leaves; true if they have not all gone
   * @param recovery done before all else each time: takes up what there is to be taken up, if there
   *     is any
   */
  AlarmClock(
      Alarms alarms,
      InstantSource clock,
      BooleanSupplier departures,
      Runnable recovery,
      Runnable everySecond) {
    this.alarms = alarms;
    this.clock = clock;
    this.departures = departures;
    this.recovery = recovery;
    this.everySecond = everySecond;
    this.thread = Thread.ofPlatform().name("reveille-alarms").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Nothing is due for anybody; only what is done every second is. */
  void startStill() {
    still = true;
    thread.start();
  }

  /** The nearest alarm is another one now. */
  void lookAgain() {
    called = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      try {
        Instant until = look();
        LockSupport.parkNanos(Math.max(0, Duration.between(clock.instant(), until).toNanos()));
      } catch (RuntimeException bug) {
        log.error("the alarm clock stumbled; it goes on", bug);
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  /**
   * Does all that is due. Blocks while the store is read.
   *
   * @return when to look again, unless it is called before
   */
  Instant look() {
    called = false;
    Instant now = clock.instant();
    Instant soon = now.plus(departures.getAsBoolean() ? SOON : LOOK);
    if (!still && !hasRecovered()) {
      return soon;
    }
    Instant next = still ? now.plus(LOOK) : alarms.fire(now);
    if (!now.isBefore(second) || second.isAfter(now.plus(LOOK))) {
      everySecond.run();
      second = now.plus(LOOK);
    }
    Instant until = soon.isBefore(second) ? soon : second;
    return next.isBefore(until) ? next : until;
  }

  private boolean hasRecovered() {
    try {
      recovery.run();
      return true;
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      log.warn("what an earlier process left waits: {}", storeDoesNotAnswer.getMessage());
      return false;
    }
  }

  /** True if somebody has called it since it last looked. */
  boolean isCalled() {
    return called;
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
