package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has been spent since an instant.
 *
 * @param since beginning of the window that it was spent in
 * @param calls model calls
 * @param time of running
 * @param dearest the most that one call took: what is set aside for each call under way
 */
public record Spending(Instant since, Usage usage, long calls, Duration time, Usage dearest) {
  public static final Spending NONE =
      new Spending(Instant.EPOCH, Usage.NONE, 0, Duration.ZERO, Usage.NONE);

  /** What of it counts in the budget's present window. */
  public Spending in(@Nullable Budget budget, Instant now) {
    Instant start = budget == null ? Instant.EPOCH : budget.windowStart(now);
    boolean over = since.isBefore(start);
    return over ? new Spending(start, Usage.NONE, 0, Duration.ZERO, dearest) : this;
  }

  public Spending plusCall(Usage call) {
    return new Spending(since, usage.plus(call), calls + 1, time, dearest.max(call));
  }

  public Spending plusTime(Duration more) {
    return new Spending(since, usage, calls, time.plus(more), dearest);
  }

  /** With what is set aside for so many calls under way. */
  public Spending plusReserved(int callsUnderWay) {
    Usage reserved = dearest.times(callsUnderWay);
    return new Spending(since, usage.plus(reserved), calls + callsUnderWay, time, dearest);
  }
}
