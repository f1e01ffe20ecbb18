package dev.reveille.store;

import java.time.Duration;

/**
 * How much of what was published the table of events keeps; the journal keeps all of it. Times
 * count back from the newest event, so that what is kept follows from the journal alone.
 *
 * @param age events older than the newest by more than this are dropped
 * @param events of more than so many the oldest are dropped
 */
public record Retention(Duration age, long events) {
  public static final Retention STANDARD = new Retention(Duration.ofDays(30), 1_000_000);

  /** Nothing is dropped. */
  static final Retention ALL = new Retention(Duration.ofDays(36_525), Long.MAX_VALUE);

  public Retention {
    if (!age.isPositive() || events < 1) {
      throw new IllegalArgumentException(
          "a retention must be positive, but was " + age + " and " + events + " events");
    }
  }

  /** It is looked after once in so many events, and a little more than the limit lies there. */
  long every() {
    return Math.clamp(events / 16, 1, 8_192);
  }
}
