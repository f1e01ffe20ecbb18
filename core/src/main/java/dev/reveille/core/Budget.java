package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent: by a task in all, by an agent in each window, or for ever. A key that is null
 * sets no limit.
 *
 * @param maxTokens of input and output together
 * @param maxCostUsd by the price table; models without a price are not called
 * @param maxCalls model calls
 * @param maxSeconds of running time, at most 10^15; at its end calls under way are given up
 * @param perSeconds length of a window; windows begin at its multiples since 1970, so that a day's
 *     begins at midnight UTC; null: one window for ever
 */
public record Budget(
    @Nullable Long maxTokens,
    @Nullable Double maxCostUsd,
    @Nullable Long maxCalls,
    @Nullable Long maxSeconds,
    @Nullable Long perSeconds) {
  private static final long TEN_YEARS = 315_360_000;

  /** Beyond that the end of a task that runs so long is no instant any more. */
  private static final long LONGEST = 1_000_000_000_000_000L;

  public Budget {
    positive("budget.maxTokens", maxTokens);
    positive("budget.maxCalls", maxCalls);
    positive("budget.maxSeconds", maxSeconds);
    positive("budget.perSeconds", perSeconds);
    Check.that(
        maxSeconds == null || maxSeconds <= LONGEST,
        "budget.maxSeconds must be at most " + LONGEST,
        maxSeconds);
    Check.that(
        perSeconds == null || perSeconds <= TEN_YEARS,
        "budget.perSeconds must be at most " + TEN_YEARS,
        perSeconds);
    Check.that(
        maxCostUsd == null || maxCostUsd > 0 && maxCostUsd <= 1e9,
        "budget.maxCostUsd must be above 0 and at most 1e9",
        maxCostUsd);
  }

  private static void positive(String name, @Nullable Long value) {
    Check.that(value == null || value > 0, name + " must be at least 1", value);
  }

  /** When the window of that instant began. */
  public Instant windowStart(Instant at) {
    return perSeconds == null
        ? Instant.EPOCH
        : Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), perSeconds) * perSeconds);
  }

  /** When the window of that instant ends; null if it never does. */
  public @Nullable Instant windowEnd(Instant at) {
    return perSeconds == null ? null : windowStart(at).plusSeconds(perSeconds);
  }

  /** Which limit has been reached, in words; empty if there is something left. */
  public String reachedBy(Spending spent) {
    if (maxTokens != null && spent.usage().tokens() >= maxTokens) {
      return spent.usage().tokens() + " of " + maxTokens + " tokens";
    }
    if (maxCostUsd != null && spent.usage().costMicros() >= Math.round(maxCostUsd * 1e6)) {
      return spent.usage().costMicros() / 1e6 + " of " + maxCostUsd + " USD";
    }
    if (maxCalls != null && spent.calls() >= maxCalls) {
      return spent.calls() + " of " + maxCalls + " model calls";
    }
    if (isTimeUp(spent)) {
      return spent.time().toSeconds() + " of " + maxSeconds + " s of running time";
    }
    return "";
  }

  /** Whether the running time is spent, whatever else is. */
  public boolean isTimeUp(Spending spent) {
    return maxSeconds != null && spent.time().compareTo(Duration.ofSeconds(maxSeconds)) >= 0;
  }
}
