package dev.reveille.core;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron on the clock of a zone. The library is asked for a clock that is never
 * changed, since it leaves out what a clock is put forward over; the changes are made here, as
 * {@link Timetable} says.
 */
record Cron(Fields fields, ZoneRules clock) implements Timetable.Rule {
  // The parser knows more than is promised (several crons in one text, for example), and trips over
  // what is not made like this.
  private static final String VALUE = "(\\d+|[A-Za-z]{3})";
  private static final String PART = "(\\*|" + VALUE + "(-" + VALUE + ")?)(/\\d+)?";
  private static final String FIELD = PART + "(," + PART + ")*";
  private static final Pattern FIELDS = Pattern.compile(FIELD + "(\\s+" + FIELD + "){4}");
  private static final Pattern EVERY_HOUR = Pattern.compile("(\\*|0-23)(/1)?");
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final LocalDateTime ANY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  /**
   * What the newest texts say. Reading one takes a hundred times as long as the decision that asks
   * for it, and a fleet has few different ones.
   */
  private static final Map<String, Fields> READ =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Fields> eldest) {
              return size() > 1_024;
            }
          });

  static Cron of(String text, ZoneRules clock) {
    return new Cron(READ.computeIfAbsent(text, Fields::of), clock);
  }

  /**
   * What a text says, whatever the zone.
   *
   * @param everyHour follows real time
   */
  record Fields(ExecutionTime times, boolean everyHour) {
    static Fields of(String text) {
      Check.that(FIELDS.matcher(text).matches(), Timetable.ALLOWED, text);
      boolean everyHour = EVERY_HOUR.matcher(text.split("\\s+")[1]).matches();
      Fields fields = new Fields(read(text), everyHour);
      Check.that(
          fields.next(ANY_TIME) != null,
          "a cron must name a day that some year has, which February 30 is not",
          text);
      return fields;
    }

    private static ExecutionTime read(String cron) {
      try {
        return ExecutionTime.forCron(PARSER.parse(cron));
      } catch (IllegalArgumentException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        throw new IllegalArgumentException(
            "\"%s\" is no schedule: %s; %s".formatted(cron, reason.getMessage(), Timetable.ALLOWED),
            e);
      }
    }

    @Nullable LocalDateTime next(LocalDateTime last) {
      return times
          .nextExecution(last.atZone(ZoneOffset.UTC))
          .map(ZonedDateTime::toLocalDateTime)
          .orElse(null);
    }
  }

  @Override
  public @Nullable Instant after(Instant last) {
    return fields.everyHour() ? inRealTime(last) : onTheClock(last);
  }

  /** From one change of the clock to the next, until a due time lies before the next change. */
  private @Nullable Instant inRealTime(Instant last) {
    ZoneOffset offset = clock.getOffset(last);
    LocalDateTime due = fields.next(LocalDateTime.ofInstant(last, offset));
    ZoneOffsetTransition change = clock.nextTransition(last);
    while (due != null && change != null && !due.toInstant(offset).isBefore(change.getInstant())) {
      offset = change.getOffsetAfter();
      due = fields.next(change.getDateTimeAfter().minusNanos(1));
      change = clock.nextTransition(change.getInstant());
    }
    return due == null ? null : due.toInstant(offset);
  }

  /** A time that comes twice is due at the first, one that does not come at the change. */
  private @Nullable Instant onTheClock(Instant last) {
    LocalDateTime from = LocalDateTime.ofInstant(last, clock.getOffset(last));
    ZoneOffsetTransition back = clock.getTransition(from);
    boolean secondPass = back != null && !last.isBefore(back.getInstant());
    LocalDateTime due = fields.next(secondPass ? back.getDateTimeBefore().minusNanos(1) : from);
    if (due == null) {
      return null;
    }
    ZoneOffsetTransition change = clock.getTransition(due);
    return change != null && change.isGap()
        ? change.getInstant()
        : due.toInstant(clock.getValidOffsets(due).getFirst());
  }
}
