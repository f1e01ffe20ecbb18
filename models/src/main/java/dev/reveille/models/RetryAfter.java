package dev.reveille.models;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** When a provider wants to be asked again (RFC 9110, section 10.2.3). */
final class RetryAfter {

  /** A longer wait is cut to this; then the provider is simply asked again. */
  static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /**
   * @param header seconds, with or without a fraction, or an HTTP date
   * @return never negative; empty if it is neither
   */
  static Optional<Duration> parse(String header, Instant now) {
    String text = header.strip();
    try {
      return Optional.of(millis(Double.parseDouble(text) * 1000));
    } catch (NumberFormatException notSeconds) {
      return date(text, now);
    }
  }

  /** A number of seconds, with or without a fraction. */
  static Optional<Duration> seconds(String text) {
    try {
      return Optional.of(millis(Double.parseDouble(text.strip()) * 1000));
    } catch (NumberFormatException neither) {
      return Optional.empty();
    }
  }

  /** The unofficial {@code retry-after-ms} of OpenAI and Azure. */
  static Optional<Duration> parseMillis(String header) {
    try {
      return Optional.of(millis(Double.parseDouble(header.strip())));
    } catch (NumberFormatException neither) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(millis((double) at.toEpochMilli() - now.toEpochMilli()));
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }

  private static Duration millis(double millis) {
    double bounded = Math.clamp(Double.isNaN(millis) ? 0 : millis, 0, LONGEST.toMillis());
    return Duration.ofMillis((long) Math.ceil(bounded));
  }
}
