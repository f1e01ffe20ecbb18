package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Guards in constructors: a wrong value cannot exist. */
final class Check {
  private Check() {}

  static void that(boolean good, String rule, @Nullable Object value) {
    if (!good) {
      throw new IllegalArgumentException(rule + ", but was " + value);
    }
  }

  static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be from " + min + " to " + max + ", but was " + value);
    }
  }

  /** A hundred years: beyond that, adding up instants may overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  static void positive(String name, Duration value) {
    that(
        value.isPositive() && value.compareTo(LONGEST) <= 0,
        name + " must be more than 0 and at most " + LONGEST.toSeconds() + " seconds",
        value);
  }

  /** What RFC 3339 can write, and 64 bits of milliseconds can count. */
  static void instant(String name, @Nullable Instant value) {
    that(
        value == null || !value.isBefore(FIRST) && !value.isAfter(LAST),
        name + " must be in the years 0000 to 9999",
        String.valueOf(value));
  }
}
