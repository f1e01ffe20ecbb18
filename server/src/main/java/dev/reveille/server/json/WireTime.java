package dev.reveille.server.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Instants and durations as they stand on the wire. */
final class WireTime {
  /** A hundred years. */
  static final long MAX_SECONDS = 100L * 365 * 86_400;

  /** Longest text that is tried as an instant. */
  private static final int MAX_INSTANT_LENGTH = 40;

  private static final int NANO_DIGITS = 9;
  private static final BigDecimal HALF_NANO = new BigDecimal("0.5e-9");

  private WireTime() {}

  /** RFC 3339 with any offset, years 0001 to 9999; empty for anything else. */
  static Optional<Instant> instant(String text) {
    if (text.length() > MAX_INSTANT_LENGTH) {
      return Optional.empty();
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      boolean inRange = time.getYear() >= 1 && time.getYear() <= 9999;
      return inRange ? Optional.of(time.toInstant()) : Optional.empty();
    } catch (DateTimeException notAnInstant) {
      return Optional.empty();
    }
  }

  /** To the nanosecond; empty if negative or more than {@link #MAX_SECONDS}. */
  static Optional<Duration> seconds(BigDecimal seconds) {
    boolean inRange =
        seconds.signum() >= 0 && seconds.compareTo(BigDecimal.valueOf(MAX_SECONDS)) <= 0;
    if (!inRange) {
      return Optional.empty();
    }
    if (seconds.compareTo(HALF_NANO) < 0) {
      return Optional.of(Duration.ZERO); // and no power of ten of 1e-999999999 is built
    }
    BigDecimal rounded = seconds.setScale(NANO_DIGITS, RoundingMode.HALF_UP);
    long whole = rounded.longValue();
    BigDecimal fraction = rounded.subtract(BigDecimal.valueOf(whole));
    return Optional.of(
        Duration.ofSeconds(whole, fraction.movePointRight(NANO_DIGITS).longValueExact()));
  }

  /** Whole seconds without a point, others with as many digits as they need. */
  static BigDecimal seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), NANO_DIGITS))
            .stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }
}
