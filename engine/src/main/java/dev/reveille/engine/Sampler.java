package dev.reveille.engine;

import java.time.Duration;

/** Makes one figure of what the gauges tell once a second. */
final class Sampler {
  /** How much a new reading of the processors counts. */
  private static final double WEIGHT = 0.3;

  private final LoadLimits limits;
  private double cpu;

  Sampler(LoadLimits limits) {
    this.limits = limits;
  }

  /**
   * @param running the share of all places that is taken
   * @param lag the longest that an append took to become durable
   */
  Pressure take(Gauges.Reading reading, double running, Duration lag) {
    if (reading.cpu() >= 0) {
      cpu += WEIGHT * (reading.cpu() - cpu);
    }
    return new Pressure(
        cpu / limits.cpu(),
        reading.heap() / limits.heap(),
        running,
        (double) lag.toMillis() / limits.storeLag().toMillis());
  }
}
