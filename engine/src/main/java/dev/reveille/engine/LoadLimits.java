package dev.reveille.engine;

import java.time.Duration;

/**
 * How busy the machine may be before the engine does less, all in one place. Shares are from 0 to
 * 1.
 *
 * @param deferAbove at a load above this, tasks that are not urgent are not begun ...
 * @param resumeBelow ... until it is below this; not greater than {@code deferAbove}
 * @param minRunning tasks that run whatever the load is, at least 1: others may cause it for ever
 * @param ageing an agent that has waited so long for a place counts as one priority higher
 * @param cpu the share of the processors at which the load is 1
 * @param heap the share of the greatest heap at which the load is 1
 * @param storeLag an append that takes so long to become durable makes the load 1
 * @param hibernateAbove with more of the heap in use than this, idle agents leave memory at once
 * @param refuseAbove with more of it in use than this, new work is refused; not less than {@code
 *     hibernateAbove}
 */
public record LoadLimits(
    double deferAbove,
    double resumeBelow,
    int minRunning,
    Duration ageing,
    double cpu,
    double heap,
    Duration storeLag,
    double hibernateAbove,
    double refuseAbove) {

  public static final LoadLimits STANDARD =
      new LoadLimits(0.80, 0.70, 1, Duration.ofMinutes(5), 1, 1, Duration.ofSeconds(2), 0.80, 0.92);

  public LoadLimits {
    check(resumeBelow <= deferAbove, "resumeBelow must not be greater than deferAbove");
    check(hibernateAbove <= refuseAbove, "hibernateAbove must not be greater than refuseAbove");
    check(minRunning >= 1, "minRunning must be at least 1");
    check(ageing.isPositive() && storeLag.isPositive(), "durations must be positive");
    check(cpu > 0 && heap > 0, "cpu and heap must be greater than 0");
  }

  private static void check(boolean good, String rule) {
    if (!good) {
      throw new IllegalArgumentException(rule);
    }
  }
}
