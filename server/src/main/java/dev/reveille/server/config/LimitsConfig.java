package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

/**
 * @param maxAgents agents that exist; one more is refused with {@code limit_exceeded}. 0: any
 *     number
 */
public record LimitsConfig(int maxAgents) {
  public LimitsConfig {
    check("maxAgents", maxAgents, 0, 1_000_000_000);
  }

  public static LimitsConfig defaults() {
    return new LimitsConfig(1_000_000);
  }
}
