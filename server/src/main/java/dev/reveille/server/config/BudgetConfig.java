package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all agents may spend together in each window; a key that is left out sets no limit.
 *
 * @param maxTokens of input and output together
 * @param maxCostUsd by the price table; models without a price are not called
 * @param maxCalls model calls
 * @param maxSeconds of running time of all tasks together; at its end calls under way are given up
 * @param perSeconds length of a window, at most a year; windows begin at its multiples since 1970,
 *     so that a day's begins at midnight UTC
 */
public record BudgetConfig(
    @Nullable Long maxTokens,
    @Nullable Double maxCostUsd,
    @Nullable Long maxCalls,
    @Nullable Long maxSeconds,
    Duration perSeconds) {
  public BudgetConfig {
    positive("maxTokens", maxTokens);
    positive("maxCalls", maxCalls);
    positive("maxSeconds", maxSeconds);
    if (maxCostUsd != null) {
      check("maxCostUsd", maxCostUsd, 1e-6, 1e9);
    }
    check("perSeconds", perSeconds.toSeconds(), 1, 31_536_000);
  }

  private static void positive(String name, @Nullable Long value) {
    if (value != null) {
      check(name, value, 1, 1_000_000_000_000_000L);
    }
  }

  public static BudgetConfig defaults() {
    return new BudgetConfig(null, null, null, null, Duration.ofDays(1));
  }
}
