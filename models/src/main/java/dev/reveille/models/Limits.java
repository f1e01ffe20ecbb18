package dev.reveille.models;

import java.time.Duration;

/**
 * How one provider is spared.
 *
 * @param maxCalls calls to it at once, 1 to 10,000; more wait, the first come first
 * @param maxWaiting calls that wait, 0 to 100,000; one more is put off at once
 * @param maxWait how long a call waits before it is put off, up to an hour
 * @param breakAfter failures in a row, 1 to 1,000, after which a model is left alone
 * @param breakFor how long it is left alone before one call tries again, up to a day
 */
public record Limits(
    int maxCalls, int maxWaiting, Duration maxWait, int breakAfter, Duration breakFor) {

  public static final Limits STANDARD =
      new Limits(256, 1_000, Duration.ofSeconds(30), 5, Duration.ofSeconds(30));

  public Limits {
    check("maxConcurrentCalls", maxCalls, 1, 10_000);
    check("maxWaitingCalls", maxWaiting, 0, 100_000);
    check("maxWaitSeconds", maxWait.toSeconds(), 0, 3_600);
    check("breakAfter", breakAfter, 1, 1_000);
    if (!breakFor.isPositive() || breakFor.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("breakSeconds must be over 0 and at most 86400");
    }
  }

  /**
   * How long a model is left alone for the Nth time in a row: twice as long as before each time, up
   * to ten times as long as the first, and a day.
   */
  Duration pause(int times) {
    int factor = times > 4 ? 10 : Math.min(10, 1 << Math.max(0, times - 1));
    Duration pause = breakFor.multipliedBy(factor);
    Duration most = Duration.ofDays(1);
    return pause.compareTo(most) < 0 ? pause : most;
  }

  private static void check(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", but was " + value);
    }
  }
}
