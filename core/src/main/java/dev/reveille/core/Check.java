package dev.reveille.core;

import java.time.Duration;

/** Guards in constructors: a wrong value cannot exist. */
final class Check {
  private Check() {}

  static void that(boolean good, String rule, Object value) {
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

  static void positive(String name, Duration value) {
    that(value.isPositive(), name + " must be more than 0 seconds", value.toMillis() / 1000.0);
  }
}
