package dev.reveille.core;

import java.time.Duration;

/**
 * Exponential backoff with jitter.
 *
 * @param initial the delay after the first failure
 * @param max the longest delay
 * @param factor by how much each delay is longer than the one before; at least 1
 */
public record Retry(Duration initial, Duration max, double factor) {
  public static final Retry STANDARD = new Retry(Duration.ofSeconds(1), Duration.ofMinutes(5), 2);

  public Retry {
    Check.positive("retry.initialSeconds", initial);
    Check.positive("retry.maxSeconds", max);
    Check.that(factor >= 1 && factor <= 100, "retry.factor must be from 1 to 100", factor);
  }

  /**
   * The delay before the next try: "equal jitter", half of it fixed and half by luck (M. Brooker,
   * "Exponential Backoff And Jitter", 2015).
   *
   * @param failures how many times it has failed, at least 1
   * @param luck from 0 (inclusive) to 1
   */
  Duration delay(int failures, double luck) {
    double full = initial.toMillis() * Math.pow(factor, failures - 1.0);
    double capped = Math.min(full, max.toMillis());
    return Duration.ofMillis((long) Math.ceil(capped / 2 + luck * capped / 2));
  }
}
