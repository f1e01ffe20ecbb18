package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a schedule is due; instants are written with the offset of the zone, to be looked at. */
class TimetableTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/20 * * * *       | 01-01T00:20 01-01T00:40 01-01T01:00 01-01T01:20",
        "5/25 3 * * *       | 01-01T03:05 01-01T03:30 01-01T03:55 01-02T03:05",
        "0 9-17/4 * * *     | 01-01T09:00 01-01T13:00 01-01T17:00 01-02T09:00",
        "59 23 * * *        | 01-01T23:59 01-02T23:59 01-03T23:59 01-04T23:59",
        "1,1,3 0 * * *      | 01-01T00:01 01-01T00:03 01-02T00:01 01-02T00:03",
        "0 0 31 * *         | 01-31T00:00 03-31T00:00 05-31T00:00 07-31T00:00",
        "0 0 13 * 5         | 01-02T00:00 01-09T00:00 01-13T00:00 01-16T00:00",
        "0 0 13 * FRI       | 01-02T00:00 01-09T00:00 01-13T00:00 01-16T00:00",
        "0 0 13 * *         | 01-13T00:00 02-13T00:00 03-13T00:00 04-13T00:00",
        "0 0 30 2 1         | 02-02T00:00 02-09T00:00 02-16T00:00 02-23T00:00",
        "0 0 * * 7          | 01-04T00:00 01-11T00:00 01-18T00:00 01-25T00:00",
        "0 0 * * 0          | 01-04T00:00 01-11T00:00 01-18T00:00 01-25T00:00",
        "0 0 * * 6-7        | 01-03T00:00 01-04T00:00 01-10T00:00 01-11T00:00",
        "0 0 * * 0-1        | 01-04T00:00 01-05T00:00 01-11T00:00 01-12T00:00",
        "0 0 * * mon-Wed    | 01-05T00:00 01-06T00:00 01-07T00:00 01-12T00:00",
        "0 0 1 JAN,jul *    | 07-01T00:00 01-01T00:00 07-01T00:00 01-01T00:00",
        "0 12 1 */5 *       | 01-01T12:00 06-01T12:00 11-01T12:00 01-01T12:00",
        "@hourly            | 01-01T01:00 01-01T02:00 01-01T03:00 01-01T04:00",
        "@daily             | 01-02T00:00 01-03T00:00 01-04T00:00 01-05T00:00",
        "@midnight          | 01-02T00:00 01-03T00:00 01-04T00:00 01-05T00:00",
        "@weekly            | 01-04T00:00 01-11T00:00 01-18T00:00 01-25T00:00",
        "@monthly           | 02-01T00:00 03-01T00:00 04-01T00:00 05-01T00:00",
        "@yearly            | 01-01T00:00 01-01T00:00 01-01T00:00 01-01T00:00",
        "@annually          | 01-01T00:00 01-01T00:00 01-01T00:00 01-01T00:00",
        "@every 30s         | 01-01T00:00 01-01T00:01 01-01T00:01 01-01T00:02",
        "@every 1h30m       | 01-01T01:30 01-01T03:00 01-01T04:30 01-01T06:00",
        "@every 2d          | 01-03T00:00 01-05T00:00 01-07T00:00 01-09T00:00",
        "@every  1d1h1m60s  | 01-02T01:02 01-03T02:04 01-04T03:06 01-05T04:08",
        "  0\t0  *  * * \t   | 01-02T00:00 01-03T00:00 01-04T00:00 01-05T00:00",
      })
  void theFirstFourOf2026(String text, String expected) {
    assertThat(due(text, "UTC", "2026-01-01T00:00:00Z", 4, "MM-dd'T'HH:mm")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z",
    "2096-02-28T23:59:59Z, 2096-02-29T00:00:00Z 2104-02-29T00:00:00Z",
    "1896-02-29T00:00:00Z, 1904-02-29T00:00:00Z 1908-02-29T00:00:00Z",
  })
  void february29(String anchor, String expected) {
    assertThat(due("0 0 29 2 *", "UTC", anchor, 2)).isEqualTo(expected);
    // By real time it goes through each change of the clock in between.
    assertThat(due("0 * 29 2 *", "Europe/Berlin", "2026-01-01T00:00:00Z", 1))
        .isEqualTo("2028-02-29T00:00:00+01:00");
  }

  /** What the clock is put forward over is due at that moment, once; the next day as ever. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 2 * * *     | Europe/Berlin       | 2026-03-28T12:00:00Z | 29T03:00+02:00 30T02:30+02:00",
        "0 2 * * *      | Europe/Berlin       | 2026-03-28T12:00:00Z | 29T03:00+02:00 30T02:00+02:00",
        "59 2 * * *     | Europe/Berlin       | 2026-03-28T12:00:00Z | 29T03:00+02:00 30T02:59+02:00",
        "0 3 * * *      | Europe/Berlin       | 2026-03-28T12:00:00Z | 29T03:00+02:00 30T03:00+02:00",
        "30 2-3 * * *   | Europe/Berlin       | 2026-03-29T00:00:00Z | 29T03:00+02:00 29T03:30+02:00",
        "0,30 2,3 * * * | Europe/Berlin       | 2026-03-29T00:00:00Z | 29T03:00+02:00 29T03:30+02:00",
        "* 2 * * *      | Europe/Berlin       | 2026-03-29T00:00:00Z | 29T03:00+02:00 30T02:00+02:00",
        "0 */2 * * *    | Europe/Berlin       | 2026-03-28T23:00:00Z | 29T03:00+02:00 29T04:00+02:00",
        "30 2 29 3 *    | Europe/Berlin       | 2026-03-01T00:00:00Z | 29T03:00+02:00 29T02:30+02:00",
        "30 2 * * *     | America/New_York    | 2026-03-07T12:00:00Z | 08T03:00-04:00 09T02:30-04:00",
        "0 3 * * *      | America/New_York    | 2026-03-07T12:00:00Z | 08T03:00-04:00 09T03:00-04:00",
        "15 2 * * *     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 04T02:30+11:00 05T02:15+11:00",
        "30 2 * * *     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 04T02:30+11:00 05T02:30+11:00",
        "0,30 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 04T02:30+11:00 05T02:00+11:00",
        "0 0 * * *      | America/Sao_Paulo   | 2018-11-03T12:00:00Z | 04T01:00-02:00 05T00:00-02:00",
        "@daily         | Asia/Beirut         | 2026-03-28T12:00:00Z | 29T01:00+03:00 30T00:00+03:00",
        "0 0,1 * * *    | Asia/Beirut         | 2026-03-28T12:00:00Z | 29T01:00+03:00 30T00:00+03:00",
        "0 8 * * *      | Pacific/Apia        | 2011-12-29T20:00:00Z | 31T00:00+14:00 31T08:00+14:00",
      })
  void theClockIsPutForwardOverACertainHour(
      String text, String zone, String anchor, String expected) {
    assertThat(due(text, zone, anchor, 2, "dd'T'HH:mmXXX")).isEqualTo(expected);
  }

  /** A time that comes twice is due at the first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 2 * * *     | Europe/Berlin       | 2026-10-24T12:00:00Z | 25T02:30+02:00 26T02:30+01:00",
        "0 2 * * *      | Europe/Berlin       | 2026-10-24T12:00:00Z | 25T02:00+02:00 26T02:00+01:00",
        "0 3 * * *      | Europe/Berlin       | 2026-10-24T12:00:00Z | 25T03:00+01:00 26T03:00+01:00",
        "30 2 * * *     | Europe/Berlin       | 2026-10-25T00:45:00Z | 26T02:30+01:00 27T02:30+01:00",
        "30 2 * * *     | Europe/Berlin       | 2026-10-25T01:10:00Z | 26T02:30+01:00 27T02:30+01:00",
        "0,30 2,3 * * * | Europe/Berlin       | 2026-10-25T00:10:00Z | 25T02:30+02:00 25T03:00+01:00",
        "0 */2 * * *    | Europe/Berlin       | 2026-10-24T22:00:00Z | 25T02:00+02:00 25T04:00+01:00",
        "30 1 * * *     | America/New_York    | 2026-10-31T12:00:00Z | 01T01:30-04:00 02T01:30-05:00",
        "45 1 * * *     | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 05T01:45+11:00 06T01:45+10:30",
        "0 2 * * *      | Australia/Lord_Howe | 2026-04-04T12:00:00Z | 05T02:00+10:30 06T02:00+10:30",
        "0 0 * * *      | America/Sao_Paulo   | 2018-02-17T12:00:00Z | 18T00:00-03:00 19T00:00-03:00",
        "30 23 * * *    | America/Sao_Paulo   | 2018-02-17T12:00:00Z | 17T23:30-02:00 18T23:30-03:00",
      })
  void theClockIsPutBackOverACertainHour(String text, String zone, String anchor, String expected) {
    assertThat(due(text, zone, anchor, 2, "dd'T'HH:mmXXX")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/30 * * * *     | Europe/Berlin       | 2026-03-29T00:15:00Z | 01:30+01:00 03:00+02:00 03:30+02:00",
        "*/30 * * * *     | Europe/Berlin       | 2026-10-25T00:15:00Z | 02:30+02:00 02:00+01:00 02:30+01:00",
        "20 * * * *       | Europe/Berlin       | 2026-03-29T00:00:00Z | 01:20+01:00 03:20+02:00 04:20+02:00",
        "20 * * * *       | Europe/Berlin       | 2026-10-25T00:00:00Z | 02:20+02:00 02:20+01:00 03:20+01:00",
        "20 0-23 * * *    | Europe/Berlin       | 2026-10-25T00:00:00Z | 02:20+02:00 02:20+01:00 03:20+01:00",
        "20 */1 * * *     | Europe/Berlin       | 2026-10-25T00:00:00Z | 02:20+02:00 02:20+01:00 03:20+01:00",
        "@hourly          | America/New_York    | 2026-11-01T04:30:00Z | 01:00-04:00 01:00-05:00 02:00-05:00",
        "@hourly          | America/New_York    | 2026-03-08T06:30:00Z | 03:00-04:00 04:00-04:00 05:00-04:00",
        "*/20 * * * *     | Australia/Lord_Howe | 2026-04-04T14:30:00Z | 01:40+11:00 01:40+10:30 02:00+10:30",
        "*/20 * * * *     | Australia/Lord_Howe | 2026-10-03T15:05:00Z | 01:40+10:30 02:40+11:00 03:00+11:00",
        "@hourly          | America/Sao_Paulo   | 2018-11-04T01:30:00Z | 23:00-03:00 01:00-02:00 02:00-02:00",
        "0 * 17 2 *       | America/Sao_Paulo   | 2018-02-18T00:30:00Z | 23:00-02:00 23:00-03:00 00:00-03:00",
      })
  void aCronOfEveryHourFollowsRealTime(String text, String zone, String anchor, String expected) {
    assertThat(due(text, zone, anchor, 3, "HH:mmXXX")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-01T08:00:00+01:00,     2026-12-01T07:00:00Z",
    "2026-12-01t08:00:00z,          2026-12-01T08:00:00Z",
    "2026-12-01T08:00:00.5-05:30,   2026-12-01T13:30:00.500Z",
    "2026-12-01T08:00:00.0000001Z,  2026-12-01T08:00:00.001Z",
    "1999-12-31T23:59:59Z,          1999-12-31T23:59:59Z",
  })
  void oneInstant(String text, Instant expected) {
    Timetable timetable = Timetable.of(text, "Asia/Tokyo", NEW_YEAR);
    assertThat(timetable.isOnce()).isTrue();
    assertThat(timetable.first()).isEqualTo(expected);
    assertThat(timetable.after(Instant.MIN)).isEqualTo(expected);
    assertThat(timetable.after(expected.minusNanos(1))).isEqualTo(expected);
    assertThat(timetable.after(expected)).isNull();
    assertThat(timetable.after(Instant.MAX)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@every 7s", "*/5 * * * *", "0 9 * * *", "@yearly"})
  void nothingIsDueBeforeTheAnchorOrInTheYear10000(String text) {
    Timetable timetable = Timetable.of(text, "Europe/Berlin", NEW_YEAR);
    assertThat(timetable.isOnce()).isFalse();
    assertThat(timetable.first()).isAfter(NEW_YEAR);
    assertThat(timetable.after(Instant.MIN)).isEqualTo(timetable.first());
    assertThat(timetable.after(NEW_YEAR)).isEqualTo(timetable.first());
    assertThat(timetable.after(Instant.parse("9999-12-31T23:59:59Z"))).isNull();
    assertThat(timetable.after(Instant.MAX)).isNull();
  }

  @Test
  void anIntervalIsCountedFromTheMillisecondOfItsAnchor() {
    Timetable timetable = Timetable.of("@every 1m", "UTC", NEW_YEAR.plusNanos(2_300_000));
    assertThat(timetable.anchor()).isEqualTo(NEW_YEAR.plusMillis(2));
    assertThat(timetable.first()).isEqualTo(NEW_YEAR.plusMillis(60_002));
    assertThat(timetable.after(NEW_YEAR.plusMillis(60_001))).isEqualTo(timetable.first());
    assertThat(timetable.after(NEW_YEAR.plus(Duration.ofDays(36_500))))
        .isEqualTo(NEW_YEAR.plus(Duration.ofDays(36_500)).plusMillis(2));
  }

  @Test
  void equalByTextZoneAndAnchor() {
    Timetable one = Timetable.of("@daily", "+1", NEW_YEAR);
    assertThat(one.text()).isEqualTo("@daily");
    assertThat(one.timezone()).isEqualTo("+01:00");
    assertThat(Timetable.of(one.text(), one.timezone(), one.anchor()))
        .isEqualTo(one)
        .hasSameHashCodeAs(one)
        .hasToString("@daily (+01:00, from 2026-01-01T00:00:00Z)");
    assertThat(one)
        .isNotEqualTo(Timetable.of("@midnight", "+1", NEW_YEAR))
        .isNotEqualTo(Timetable.of("@daily", "+2", NEW_YEAR))
        .isNotEqualTo(Timetable.of("@daily", "+1", NEW_YEAR.plusMillis(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'  '                      | length of a schedule must be from 1 to 500, but was 0",
        "* * * *                   | a cron of five fields",
        "0 0 0 * * *               | a cron of five fields",
        "tomorrow                  | but was tomorrow",
        "@reboot                   | one of @hourly",
        "@Daily                    | one of @hourly",
        "60 * * * *                | Value 60 not in range [0, 59]; a schedule is",
        "* 24 * * *                | Value 24 not in range [0, 23]",
        "* * 0 * *                 | Value 0 not in range [1, 31]",
        "* * * 13 *                | Value 13 not in range [1, 12]",
        "* * * * 8                 | Value 8 not in range [0, 7]",
        "*/0 * * * *               | Period 0 not in range",
        "10-5 * * * *              | Invalid range! [10,5]",
        "99999999999999 * * * *    | is no schedule",
        "* * * * FOO               | is no schedule",
        "* * L * *                 | a cron of five fields",
        "- - - - -                 | a cron of five fields",
        "/ , */ ,, -               | a cron of five fields",
        "0 0 ? * 1                 | a cron of five fields",
        "0 0 * * 5#2               | a cron of five fields",
        "'0|1 0 * * *'             | a cron of five fields",
        "0 0 30 2 *                | February 30",
        "0 0 31 4,6,9,11 *         | a day that some year has",
        "@every                    | an interval like",
        "@every 5                  | an interval like",
        "@every 500ms              | an interval like",
        "@every 1m1h               | units d, h, m and s in this order",
        "@every -5m                | an interval like",
        "@every 1.5h               | an interval like",
        "@every 0s                 | from 1 second to 366 days, but was @every 0s",
        "@every 366d1s             | from 1 second to 366 days",
        "@every 999999999d         | from 1 second to 366 days",
        "@every 9999999999d        | an interval like",
        "2026-12-01                | an instant in RFC 3339",
        "2026-12-01T08:00:00       | an instant in RFC 3339",
        "2026-12-01T08:00Z         | an instant in RFC 3339",
        "2026-02-30T08:00:00Z      | no such instant",
        "2026-12-01T24:00:00Z      | no such instant",
        "2026-12-01T08:00:00+19:00 | no such instant",
        "9999-12-31T23:59:59-01:00 | years 0000 to 9999",
      })
  void refused(String text, String why) {
    assertThatThrownBy(() -> Timetable.of(text, "UTC", NEW_YEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Mars/Phobos", "europe/berlin", "+25:00", "EST5EDT6"})
  void notATimezone(String timezone) {
    assertThatThrownBy(() -> Timetable.of("@daily", timezone, NEW_YEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timezone must be an IANA zone like Europe/Berlin");
  }

  @Test
  void longTextsAndFarAnchorsAreRefused() {
    assertThatThrownBy(() -> Timetable.of("0".repeat(501), "UTC", NEW_YEAR))
        .hasMessageContaining("500");
    assertThatThrownBy(() -> Timetable.of("@daily", "UTC", Instant.MAX))
        .hasMessageContaining("anchor must be in the years 0000 to 9999");
  }

  /** Whatever is written: either a timetable that has a first instant, or a sentence. */
  @Test
  void noTextIsABug() {
    SplittableRandom random = new SplittableRandom(20260329);
    List<String> pieces =
        List.of(
            "1", "5", "12", "31", "*", "*", "*/5", "1-5", "2,3", "/", "-", ",", "SUN", "feb", "?");
    int good = 0;
    for (int i = 0; i < 5_000; i++) {
      String text =
          Stream.generate(() -> random(random, pieces)).limit(5).collect(Collectors.joining(" "));
      try {
        assertThat(Timetable.of(text, "UTC", NEW_YEAR).first()).as(text).isNotNull();
        good++;
      } catch (IllegalArgumentException refused) {
        assertThat(refused)
            .as(text)
            .hasMessageMatching(".*(no|a) (schedule|cron) .*|.*schedule:.*");
      }
    }
    assertThat(good).isBetween(100, 4_900);
  }

  private static String random(SplittableRandom random, List<String> pieces) {
    return random
        .ints(random.nextInt(4) == 0 ? random.nextInt(2, 5) : 1, 0, pieces.size())
        .mapToObj(pieces::get)
        .collect(Collectors.joining());
  }

  /** Strictly increasing, and the next is the same whenever in between it is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * *      | Europe/Berlin       | 2026-03-15T00:00:00Z",
        "*/15 * * * *      | America/New_York    | 2026-10-15T00:00:00Z",
        "7,37 * * * *      | Australia/Lord_Howe | 2026-01-01T00:00:00Z",
        "*/10 1-3 * * *    | Europe/Berlin       | 2025-12-01T00:00:00Z",
        "0,30 */2 * * *    | America/New_York    | 2026-01-01T00:00:00Z",
        "*/7 1,2 * * *     | Australia/Lord_Howe | 2026-01-01T00:00:00Z",
        "30 2 * * *        | Europe/Berlin       | 2020-01-01T00:00:00Z",
        "0 0 * * *         | America/Sao_Paulo   | 2010-01-01T00:00:00Z",
        "15 0,23 13 * 5    | Asia/Beirut         | 2000-01-01T00:00:00Z",
        "59 23 31 * *      | Africa/Casablanca   | 1900-01-01T00:00:00Z",
        "@every 37m        | Europe/Berlin       | 2026-01-01T00:00:00Z",
      })
  void fiveThousandInARow(String text, String zone, Instant anchor) {
    Timetable timetable = Timetable.of(text, zone, anchor);
    SplittableRandom random = new SplittableRandom(text.hashCode());
    Instant last = anchor;
    for (int i = 0; i < 5_000; i++) {
      Instant due = Objects.requireNonNull(timetable.after(last));
      assertThat(due).isAfter(last);
      assertThat(due.getNano()).isZero();
      Instant between = last.plusMillis(random.nextLong(Duration.between(last, due).toMillis()));
      assertThat(timetable.after(between)).as("after " + between).isEqualTo(due);
      last = due;
    }
  }

  /** Each minute of a year: is it due by the rule, and is it due by the timetable? */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026",
    "America/New_York, 2026",
    "Australia/Lord_Howe, 2026",
    "America/Sao_Paulo, 2018",
    "Asia/Beirut, 2026",
    "Africa/Casablanca, 2026",
    "UTC, 2026",
  })
  void asByLookingAtTheClockEachMinute(String zone, int year) {
    ZoneRules clock = ZoneId.of(zone).getRules();
    LocalDateTime start = LocalDateTime.of(year, 1, 1, 0, 0);
    Instant anchor = start.toInstant(clock.getOffset(start));
    Timetable certain = Timetable.of("0,15,45 0-3,23 * * *", zone, anchor);
    Timetable every = Timetable.of("0,15,45 * * * *", zone, anchor);
    Instant nextCertain = certain.first();
    Instant nextEvery = every.first();
    for (int minute = 1; minute < 366 * 1440; minute++) {
      Instant now = anchor.plusSeconds(60L * minute);
      LocalDateTime time = LocalDateTime.ofInstant(now, clock.getOffset(now));
      boolean inEvery = List.of(0, 15, 45).contains(time.getMinute());
      if (inEvery) {
        assertThat(nextEvery).isEqualTo(now);
        nextEvery = every.after(now);
      }
      if (certainIsDue(clock, now, time, inEvery)) {
        assertThat(nextCertain).isEqualTo(now);
        nextCertain = certain.after(now);
      }
    }
    assertThat(Stream.of(nextEvery, nextCertain))
        .allMatch(next -> next.isAfter(anchor.plusSeconds(60L * 366 * 1440 - 60)));
  }

  /** The changes of these zones all pass over a time of that cron. */
  private static boolean certainIsDue(
      ZoneRules clock, Instant now, LocalDateTime time, boolean minuteFits) {
    boolean changed = !clock.getOffset(now).equals(clock.getOffset(now.minusNanos(1)));
    boolean forward = changed && clock.getValidOffsets(time.minusNanos(1)).isEmpty();
    boolean firstPass = clock.getOffset(now).equals(clock.getValidOffsets(time).getFirst());
    boolean hourFits = time.getHour() <= 3 || time.getHour() == 23;
    return forward || firstPass && hourFits && minuteFits;
  }

  private static String due(String text, String zone, String anchor, int count) {
    return due(text, zone, anchor, count, SHOWN);
  }

  private static String due(String text, String zone, String anchor, int count, String shown) {
    return due(text, zone, anchor, count, DateTimeFormatter.ofPattern(shown));
  }

  /** The first few due instants, as the clock of the zone shows them. */
  private static String due(
      String text, String zone, String anchor, int count, DateTimeFormatter shown) {
    Timetable timetable = Timetable.of(text, zone, OffsetDateTime.parse(anchor).toInstant());
    return Stream.iterate(timetable.first(), timetable::after)
        .limit(count)
        .map(due -> shown.format(due.atZone(ZoneId.of(zone))))
        .collect(Collectors.joining(" "));
  }
}
