package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What schedules do. Each due instant gets exactly one line in the ledger, in their order: fired,
 * skipped or missed; the schedule's {@code next} is the first that has none.
 */
final class ScheduleRules {
  /** So many due instants at a time; more of them are due again at once. */
  private static final int AT_ONCE = 2_000;

  /** What comes later than this was missed. */
  static final Duration GRACE = Duration.ofMinutes(1);

  private ScheduleRules() {}

  static @Nullable Rejected set(Draft draft, String id, ScheduleSpec wanted) {
    Schedule old = draft.agent().schedule(id);
    int limit = AgentLimits.schedules(draft.agent());
    if (old == null && draft.agent().schedules().size() >= limit) {
      return new Rejected(
          Code.LIMIT_EXCEEDED,
          "agent " + draft.agent().id() + " has " + limit + " schedules; delete one first",
          new Decision.Limit("schedules", limit));
    }
    Schedule like = old != null && old.spec().hasTimesOf(wanted) ? old : null;
    Instant anchor = like == null ? null : like.spec().startAt();
    ScheduleSpec spec = wanted.startingAt(anchor != null ? anchor : draft.now());
    if (old == null || !spec.equals(old.spec())) {
      fireAll(draft, id);
      like = like == null ? null : draft.agent().schedule(id);
      Instant next = next(like, spec, draft.now());
      if (like == null || !Objects.equals(next, like.next())) {
        skipJittered(draft, id, "it was set anew");
      }
      draft.add(new Entry.ScheduleSet(id, spec, next));
      fire(draft);
    }
    return null;
  }

  /** What was due before a schedule is changed has its lines before it. */
  private static void fireAll(Draft draft, String id) {
    Schedule schedule = draft.agent().schedule(id);
    while (schedule != null && isDue(draft, schedule)) {
      fire(draft, schedule);
      schedule = draft.agent().schedule(id);
    }
  }

  /** Also the one instant that has come, but whose jitter is not over, and now never will be. */
  private static void skipJittered(Draft draft, String id, String why) {
    Schedule schedule = draft.agent().schedule(id);
    if (schedule != null && !schedule.paused() && Rules.isPast(schedule.next(), draft.now())) {
      Instant due = Objects.requireNonNull(schedule.next());
      Instant next = schedule.spec().within(schedule.spec().timetable().after(due));
      draft.add(new Entry.ScheduleSkipped(id, due, why + " before its jitter was over", next));
    }
  }

  /**
   * @param like the schedule that goes on with the same times, perhaps within other bounds
   */
  private static @Nullable Instant next(@Nullable Schedule like, ScheduleSpec spec, Instant now) {
    if (like != null && spec.maxRuns() != null && like.runs() >= spec.maxRuns()) {
      return null;
    }
    if (like != null && Objects.equals(spec.startAt(), like.spec().startAt())) {
      boolean over = like.next() == null && spec.timetable().isOnce();
      return over || like.next() != null ? spec.within(like.next()) : first(spec, now);
    }
    return first(spec, now);
  }

  /** What was due before anybody wanted it is not owed, but for the one instant of a one-shot. */
  private static @Nullable Instant first(ScheduleSpec spec, Instant now) {
    Timetable times = spec.timetable();
    Instant first = times.first();
    boolean owed = first == null || first.isAfter(now) || times.isOnce();
    return spec.within(owed ? first : times.after(now));
  }

  static @Nullable Rejected pause(Draft draft, String id, boolean pause) {
    Schedule schedule = draft.agent().schedule(id);
    if (schedule == null) {
      return unknown(draft, id);
    }
    if (pause && !schedule.paused()) {
      fireAll(draft, id);
      skipJittered(draft, id, "it was paused");
      draft.add(new Entry.SchedulePaused(id));
    } else if (!pause && schedule.paused()) {
      Instant next = schedule.spec().within(schedule.spec().timetable().after(draft.now()));
      boolean stillToCome = schedule.next() != null && schedule.next().isAfter(draft.now());
      draft.add(new Entry.ScheduleResumed(id, stillToCome ? schedule.next() : next));
    }
    return null;
  }

  static @Nullable Rejected delete(Draft draft, String id) {
    if (draft.agent().schedule(id) == null) {
      return unknown(draft, id);
    }
    fireAll(draft, id);
    skipJittered(draft, id, "it was deleted");
    draft.add(new Entry.ScheduleDeleted(id));
    return null;
  }

  static @Nullable Rejected trigger(Draft draft, String id) {
    Schedule schedule = draft.agent().schedule(id);
    if (schedule == null) {
      return unknown(draft, id);
    }
    String origin = "schedule:" + id + '@' + draft.now() + "#hand";
    Rejected refusal = TaskRules.submit(draft, task(schedule, origin));
    if (refusal == null) {
      long task = draft.agent().tasks().last();
      draft.add(new Entry.ScheduleFired(id, draft.now(), task, true, schedule.next()));
    }
    return refusal;
  }

  /** Writes the ledger of all that is due. */
  static void fire(Draft draft) {
    for (Schedule schedule : draft.agent().schedules()) {
      if (isDue(draft, schedule)) {
        fire(draft, schedule);
      }
    }
  }

  private static boolean isDue(Draft draft, Schedule schedule) {
    return Rules.isPast(schedule.firesAt(draft.agent().id()), draft.now());
  }

  private static void fire(Draft draft, Schedule schedule) {
    Timetable times = schedule.spec().timetable();
    List<Instant> due = new ArrayList<>();
    Instant next = schedule.next();
    while (next != null && due.size() < AT_ONCE && isDue(draft, schedule, next, times)) {
      due.add(next);
      next = schedule.spec().within(times.after(next));
    }
    boolean more = next != null && isDue(draft, schedule, next, times);
    int last = due.size() - 1;
    int good = good(draft, schedule, due, more);
    if (good <= last) {
      int to = last - good;
      Instant after = to == last ? next : due.get(to + 1);
      draft.add(
          new Entry.ScheduleMissed(
              schedule.id(), due.getFirst(), due.get(to), to + 1, why(draft, due), after));
    }
    if (more) {
      return; // the rest of them decides which ones are the newest
    }
    for (int i = due.size() - good; i <= last; i++) {
      Instant after = i == last ? next : due.get(i + 1);
      one(draft, schedule.id(), due.get(i), after, good == 1);
    }
  }

  private static boolean isDue(Draft draft, Schedule schedule, Instant due, Timetable times) {
    return Rules.isPast(schedule.jittered(draft.agent().id(), due, times), draft.now());
  }

  /** How many of the due instants are made good, the newest ones. */
  private static int good(Draft draft, Schedule schedule, List<Instant> due, boolean more) {
    if (draft.agent().life() != Agent.Life.STARTED) {
      return 0;
    }
    ScheduleSpec spec = schedule.spec();
    if (spec.missed() == ScheduleSpec.Missed.CATCH_UP) {
      return Math.min(spec.maxCatchUp(), due.size());
    }
    Instant last = schedule.jittered(draft.agent().id(), due.getLast(), spec.timetable());
    boolean late = last.plus(GRACE).isBefore(draft.now());
    boolean given = spec.missed() == ScheduleSpec.Missed.SKIP && late;
    return more || given ? 0 : 1;
  }

  private static String why(Draft draft, List<Instant> due) {
    if (draft.agent().life() != Agent.Life.STARTED) {
      return "the agent was stopped";
    }
    Duration late = Duration.between(due.getFirst(), draft.now());
    return "nobody was there in time; seen " + late.toSeconds() + " s after the first was due";
  }

  private static void one(
      Draft draft, String id, Instant due, @Nullable Instant next, boolean mindOverlap) {
    Schedule schedule = draft.agent().schedule(id);
    if (schedule == null || schedule.next() == null) {
      return; // it has run as often as it may
    }
    Agent agent = draft.agent();
    boolean open = agent.tasks().get(schedule.lastTask()) != null;
    if (open && mindOverlap) {
      String last = "task " + agent.id() + '/' + schedule.lastTask();
      if (schedule.spec().overlap() == ScheduleSpec.Overlap.SKIP) {
        draft.add(new Entry.ScheduleSkipped(id, due, last + " has not ended", next));
        return;
      }
      if (schedule.spec().overlap() == ScheduleSpec.Overlap.CANCEL_PREVIOUS) {
        String why = "schedule " + id + " fires again";
        draft.add(new Entry.TaskCancelled(schedule.lastTask(), why));
      }
    }
    Rejected refusal = TaskRules.submit(draft, task(schedule, "schedule:" + id + '@' + due));
    if (refusal != null) {
      draft.add(new Entry.ScheduleSkipped(id, due, refusal.why(), next));
      return;
    }
    Integer runs = schedule.spec().maxRuns();
    boolean done = runs != null && schedule.runs() + 1 >= runs;
    long task = draft.agent().tasks().last();
    draft.add(new Entry.ScheduleFired(id, due, task, false, done ? null : next));
  }

  private static TaskSpec task(Schedule schedule, String origin) {
    ScheduleSpec spec = schedule.spec();
    return TaskSpec.of(spec.prompt(), spec.priority(), null, origin);
  }

  private static Rejected unknown(Draft draft, String id) {
    return new Rejected(
        Code.NOT_FOUND,
        "agent " + draft.agent().id() + " has no schedule " + id + "; listSchedules names them");
  }
}
