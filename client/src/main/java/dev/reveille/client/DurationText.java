package dev.reveille.client;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write and read them: {@code 250ms 30s 15m 1h30m 3d}. */
final class DurationText {

  private static final Pattern WHOLE = Pattern.compile("(\\d+(\\.\\d+)?(ms|s|m|h|d|w))+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|[smhdw])");
  private static final Pattern BARE = Pattern.compile("\\d+(\\.\\d+)?");

  private DurationText() {}

  /**
   * A bare number means seconds.
   *
   * @throws IllegalArgumentException not a duration; the message says what one looks like
   */
  static Duration parse(String text) {
    String written = text.strip().toLowerCase(Locale.ROOT);
    if (BARE.matcher(written).matches()) {
      return times(written, Duration.ofSeconds(1));
    }
    if (!WHOLE.matcher(written).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it like 30s, 15m, 1h30m or 3d");
    }
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(written); part.find(); ) {
      sum = sum.plus(times(part.group(1), unit(part.group(2))));
    }
    return sum;
  }

  private static Duration times(String number, Duration unit) {
    return Duration.ofMillis(Math.round(Double.parseDouble(number) * unit.toMillis()));
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      case "w" -> Duration.ofDays(7);
      default -> throw new IllegalArgumentException("'" + name + "' is not a unit of time");
    };
  }

  /** The two largest units that matter: {@code 340ms 4.2s 12m5s 3h20m 2d4h}. */
  static String format(Duration duration) {
    long ms = duration.abs().toMillis();
    if (ms < 1_000) {
      return ms + "ms";
    }
    if (ms < 60_000) {
      return String.format(Locale.ROOT, "%.1fs", ms / 1000.0).replace(".0s", "s");
    }
    Duration d = duration.abs();
    if (d.toHours() == 0) {
      return two(d.toMinutes(), "m", d.toSecondsPart(), "s");
    }
    return d.toDays() == 0
        ? two(d.toHours(), "h", d.toMinutesPart(), "m")
        : two(d.toDays(), "d", d.toHoursPart(), "h");
  }

  private static String two(long large, String unit, int small, String lesser) {
    return small == 0 ? large + unit : large + unit + small + lesser;
  }
}
