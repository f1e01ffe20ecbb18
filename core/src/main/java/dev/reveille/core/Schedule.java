package dev.reveille.core;

import static dev.reveille.core.Lists.with;
import static dev.reveille.core.Lists.without;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of an agent, and how far it is.
 *
 * @param next the first due instant that the ledger does not have; null if there is none
 * @param paused nothing is due while it is
 * @param runs firings so far
 * @param lastTask the task of the newest firing; 0 if there was none
 * @param createdSeq number of the entry that it began with: what an earlier schedule of its name
 *     did is not its own
 */
public record Schedule(
    String id,
    ScheduleSpec spec,
    @Nullable Instant next,
    boolean paused,
    int runs,
    long lastTask,
    long createdSeq) {

  /** When it fires next; null if it does not. */
  public @Nullable Instant firesAt(AgentId agent) {
    if (paused || next == null) {
      return null;
    }
    return spec.jitterSeconds() == 0 ? next : jittered(agent, next, spec.timetable());
  }

  /** The instants at which it fires next, as far as that is known now: at most so many. */
  public List<Instant> nextRuns(AgentId agent, int most) {
    int left = spec.maxRuns() == null ? most : Math.min(most, spec.maxRuns() - runs);
    Timetable times = spec.timetable();
    List<Instant> all = new ArrayList<>();
    Instant due = paused ? null : spec.within(next);
    while (due != null && all.size() < left) {
      all.add(jittered(agent, due, times));
      due = spec.within(times.after(due));
    }
    return all;
  }

  /**
   * The same delay for the same instant, whoever asks and however often. It ends before the instant
   * that is due next, which would have to wait for this one otherwise.
   */
  Instant jittered(AgentId agent, Instant due, Timetable times) {
    if (spec.jitterSeconds() == 0) {
      return due;
    }
    Instant following = times.after(due);
    Instant before = following == null ? Check.LAST : following;
    long jitter = spec.jitterSeconds() * 1_000L;
    long room = Duration.between(due, before).toMillis();
    long h = (agent.value() + '/' + id).hashCode() * 0x9E3779B97F4A7C15L + due.toEpochMilli();
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return due.plusMillis(Math.floorMod(h ^ (h >>> 31), Math.max(1, Math.min(jitter, room))));
  }

  /**
   * All schedules after an entry of one of them.
   *
   * @param seq number of the entry
   */
  static List<Schedule> after(List<Schedule> all, Entry.OfSchedule entry, long seq) {
    Predicate<Schedule> it = s -> s.id().equals(entry.schedule());
    Schedule old = all.stream().filter(it).findFirst().orElse(null);
    if (entry instanceof Entry.ScheduleSet e) {
      int runs = old == null || !old.spec().hasTimesOf(e.spec()) ? 0 : old.runs();
      long last = old == null ? 0 : old.lastTask();
      long created = old == null ? seq : old.createdSeq();
      boolean paused = old != null && old.paused();
      return with(
          all, it, new Schedule(e.schedule(), e.spec(), e.next(), paused, runs, last, created));
    }
    if (old == null || entry instanceof Entry.ScheduleDeleted) {
      return without(all, it);
    }
    return with(
        all,
        it,
        switch (entry) {
          case Entry.SchedulePaused e -> old.paused(true);
          case Entry.ScheduleResumed e -> old.paused(false).at(e.next());
          case Entry.ScheduleFired e -> old.fired(e);
          case Entry.ScheduleSkipped e -> old.at(e.next());
          case Entry.ScheduleMissed e -> old.at(e.next());
          default -> old;
        });
  }

  Schedule at(@Nullable Instant due) {
    return new Schedule(id, spec, due, paused, runs, lastTask, createdSeq);
  }

  Schedule fired(Entry.ScheduleFired e) {
    return new Schedule(
        id, spec, e.next(), paused, e.byHand() ? runs : runs + 1, e.task(), createdSeq);
  }

  Schedule paused(boolean now) {
    return new Schedule(id, spec, next, now, runs, lastTask, createdSeq);
  }
}
