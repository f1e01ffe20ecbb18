package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

/**
 * Shares of the greatest heap, from 0 to 1.
 *
 * @param hibernateAbove with more in use, idle agents leave memory at once
 * @param refuseAbove with more in use, new agents, tasks, schedules, mail, subscriptions and events
 *     are refused with {@code limit_exceeded}; what is under way, wakes and answers go on. Not less
 *     than {@code hibernateAbove}
 */
public record MemoryConfig(double hibernateAbove, double refuseAbove) {
  public MemoryConfig {
    check("hibernateAbove", hibernateAbove, 0, 1);
    check("refuseAbove", refuseAbove, hibernateAbove, 1);
  }

  public static MemoryConfig defaults() {
    return new MemoryConfig(0.80, 0.92);
  }
}
