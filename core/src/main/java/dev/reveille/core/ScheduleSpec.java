package dev.reveille.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as its owner wants it.
 *
 * @param prompt what to do at each firing
 * @param schedule five cron fields, {@code @every 30s}, or an instant; see {@link Timetable}
 * @param timezone IANA zone in which cron fields are meant
 * @param overlap what happens while the task of the firing before is not done
 * @param missed what happens to instants that passed while nobody was there
 * @param maxCatchUp how many of these {@code CATCH_UP} makes good, the newest ones, 1 to 1,000
 * @param jitterSeconds each firing comes up to so many seconds later, always the same for the same
 *     instant, 0 to 86,400
 * @param startAt nothing is due at or before this instant; also where {@code @every} counts from
 * @param endAt nothing is due after it
 * @param maxRuns the schedule has done its work after so many firings
 */
public record ScheduleSpec(
    String prompt,
    String schedule,
    String timezone,
    Priority priority,
    Overlap overlap,
    Missed missed,
    int maxCatchUp,
    int jitterSeconds,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    @Nullable Integer maxRuns) {

  /** What a firing does when the task of the one before has not ended. */
  public enum Overlap {
    SKIP,
    QUEUE,
    CANCEL_PREVIOUS
  }

  /** What is done about instants that nobody was there for. */
  public enum Missed {
    RUN_ONCE,
    SKIP,
    CATCH_UP
  }

  public ScheduleSpec {
    Check.that(!prompt.isBlank(), "task must say something", '"' + prompt + '"');
    Check.range("maxCatchUp", maxCatchUp, 1, 1_000);
    Check.range("jitterSeconds", jitterSeconds, 0, 86_400);
    Check.instant("startAt", startAt);
    Check.instant("endAt", endAt);
    if (maxRuns != null) {
      Check.range("maxRuns", maxRuns, 1, Integer.MAX_VALUE);
    }
  }

  /** A schedule with nothing special about it. */
  public static ScheduleSpec of(String prompt, String schedule) {
    return new ScheduleSpec(
        prompt,
        schedule,
        "UTC",
        Priority.NORMAL,
        Overlap.SKIP,
        Missed.RUN_ONCE,
        10,
        0,
        null,
        null,
        null);
  }

  /** True if both are due at the same times, as far as their bounds allow. */
  boolean hasTimesOf(ScheduleSpec other) {
    return schedule.equals(other.schedule) && timezone.equals(other.timezone);
  }

  /**
   * When it is due.
   *
   * @throws IllegalArgumentException the text or the zone cannot be read
   */
  Timetable timetable() {
    return Timetable.of(schedule, timezone, startAt == null ? Instant.EPOCH : startAt);
  }

  /** Null if that is after the end. */
  @Nullable Instant within(@Nullable Instant due) {
    return due != null && endAt != null && due.isAfter(endAt) ? null : due;
  }

  /** The same, counted from an instant if it has none of its own. */
  ScheduleSpec startingAt(Instant otherwise) {
    return startAt != null
        ? this
        : new ScheduleSpec(
            prompt,
            schedule,
            timezone,
            priority,
            overlap,
            missed,
            maxCatchUp,
            jitterSeconds,
            otherwise,
            endAt,
            maxRuns);
  }
}
