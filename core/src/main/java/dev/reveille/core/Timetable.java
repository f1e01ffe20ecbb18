package dev.reveille.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule is due: at the times of a cron, again and again after an interval, or once.
 *
 * <p>A cron has five fields, {@code minute hour day-of-month month day-of-week}, and is read by the
 * wall clock of the timetable's zone. If both days are restricted, either suffices; Sunday is 0 and
 * 7; months and days of the week have names. What happens when the clocks are changed depends on
 * its hour:
 *
 * <ul>
 *   <li>A cron of certain hours ({@code 30 2 * * *}, also {@code 0 *}{@code /2 * * *}) is due once
 *       for each time on the clock. When the clock is put back and a time comes twice, it is due at
 *       the first; when the clock is put forward over a time, it is due at that moment: 02:30 at
 *       03:00. Whatever else is due then, or was passed over as well, makes one instant with it.
 *   <li>A cron of every hour ({@code *} or {@code 0-23}) follows real time. When the clock is put
 *       back, it is due in both passes; what the clock is put forward over is not made up for.
 * </ul>
 *
 * <p>All due instants are whole milliseconds, which is what the journal keeps, and end with the
 * year 9999. Immutable; equal by text, zone and anchor.
 */
public final class Timetable {
  static final int MAX_TEXT = 500;
  static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
  static final Duration MAX_INTERVAL = Duration.ofDays(366);

  static final String ALLOWED =
      "a schedule is a cron of five fields (minute hour day-of-month month day-of-week, as in"
          + " \"0 7 * * MON-FRI\"), one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly"
          + " and @annually, an interval like \"@every 1h30m\" with the units d, h, m and s in this"
          + " order, or an instant in RFC 3339 like 2026-12-01T08:00:00+01:00";

  private static final Map<String, String> MACROS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private static final Pattern INSTANT =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
  private static final Pattern LIKE_AN_INSTANT = Pattern.compile("\\d{4}-.*");
  private static final Pattern EVERY =
      Pattern.compile(
          "@every\\s+(?=\\d)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

  private final String text;
  private final ZoneId zone;
  private final Instant anchor;
  private final Rule rule;

  private Timetable(String text, ZoneId zone, Instant anchor) {
    this.text = text;
    this.zone = zone;
    this.anchor = anchor;
    this.rule = rule(text, zone, anchor);
  }

  /**
   * Reads a schedule.
   *
   * @param text at most 500 characters: a cron or a macro like {@code @daily}; {@code @every} with
   *     1 second to 366 days; or an instant in RFC 3339. Blanks around it do not count
   * @param timezone an IANA zone, {@code UTC}, or an offset; only a cron depends on it
   * @param anchor when it begins, and what intervals are counted from; parts of a millisecond do
   *     not count
   * @throws IllegalArgumentException if one of them is wrong, or a cron is of a day that no year
   *     has
   */
  public static Timetable of(String text, String timezone, Instant anchor) {
    String stripped = text.strip();
    Check.range("the length of a schedule", stripped.length(), 1, MAX_TEXT);
    Check.instant("anchor", anchor);
    return new Timetable(stripped, zone(timezone), anchor.truncatedTo(ChronoUnit.MILLIS));
  }

  /** The first due instant: after the anchor, except that of a one-shot, which may be before it. */
  public @Nullable Instant first() {
    return rule instanceof Once(Instant at) ? at : after(anchor);
  }

  /** The first due instant after {@code last}, and never before {@link #first}; null: no more. */
  public @Nullable Instant after(Instant last) {
    Instant from = last.isBefore(anchor) && !isOnce() ? anchor : last;
    if (!from.isBefore(Check.LAST)) {
      return null;
    }
    Instant due = rule.after(from);
    return due == null || due.isAfter(Check.LAST) ? null : due;
  }

  /** Whether it is one instant. */
  public boolean isOnce() {
    return rule instanceof Once;
  }

  public String text() {
    return text;
  }

  /** The zone's id; an offset as {@code +01:00}. */
  public String timezone() {
    return zone.getId();
  }

  public Instant anchor() {
    return anchor;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Timetable that
        && text.equals(that.text)
        && zone.equals(that.zone)
        && anchor.equals(that.anchor);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, zone, anchor);
  }

  @Override
  public String toString() {
    return text + " (" + zone + ", from " + anchor + ")";
  }

  private static ZoneId zone(String timezone) {
    try {
      return ZoneId.of(timezone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "timezone must be an IANA zone like Europe/Berlin, UTC, or an offset like +01:00, but was "
              + timezone,
          e);
    }
  }

  private static Rule rule(String text, ZoneId zone, Instant anchor) {
    if (LIKE_AN_INSTANT.matcher(text).matches()) {
      return once(text);
    }
    Matcher every = EVERY.matcher(text);
    if (every.matches()) {
      return new Every(anchor, interval(every));
    }
    return Cron.of(MACROS.getOrDefault(text, text), zone.getRules());
  }

  /** A part of a millisecond is rounded up: not before its time. */
  private static Once once(String text) {
    Check.that(INSTANT.matcher(text).matches(), ALLOWED, text);
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      Instant due = at.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
      Check.instant("the instant of a schedule", due);
      return new Once(due);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no such instant: " + e.getMessage(), e);
    }
  }

  private static Duration interval(Matcher every) {
    Duration interval =
        Duration.ofDays(number(every.group(1)))
            .plusHours(number(every.group(2)))
            .plusMinutes(number(every.group(3)))
            .plusSeconds(number(every.group(4)));
    Check.that(
        interval.compareTo(MIN_INTERVAL) >= 0 && interval.compareTo(MAX_INTERVAL) <= 0,
        "the interval of @every must be from 1 second to 366 days",
        every.group());
    return interval;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  sealed interface Rule permits Once, Every, Cron {
    /** The first due instant after another that is in the years 0000 to 9999. */
    @Nullable Instant after(Instant last);
  }

  private record Once(Instant at) implements Rule {
    @Override
    public @Nullable Instant after(Instant last) {
      return at.isAfter(last) ? at : null;
    }
  }

  private record Every(Instant anchor, Duration interval) implements Rule {
    /** The last is not before the anchor. */
    @Override
    public Instant after(Instant last) {
      long done = Duration.between(anchor, last).dividedBy(interval);
      return anchor.plus(interval.multipliedBy(done + 1));
    }
  }
}
