package dev.reveille.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of an agent, and how far it is.
 *
 * @param next the first due instant that the ledger does not have; null if there is none
 * @param paused nothing is due while it is
 * @param runs firings so far
 * @param lastTask the task of the newest firing; 0 if there was none
 */
public record Schedule(
    String id, ScheduleSpec spec, @Nullable Instant next, boolean paused, int runs, long lastTask) {

  /** When it fires next; null if it does not. */
  public @Nullable Instant firesAt(AgentId agent) {
    return paused || next == null ? null : jittered(agent, next);
  }

  /** The same delay for the same instant, whoever asks and however often. */
  Instant jittered(AgentId agent, Instant due) {
    if (spec.jitterSeconds() == 0) {
      return due;
    }
    long h = (agent.value() + '/' + id).hashCode() * 0x9E3779B97F4A7C15L + due.toEpochMilli();
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return due.plusMillis(Math.floorMod(h ^ (h >>> 31), spec.jitterSeconds() * 1_000L));
  }

  /** Parses the text anew: for decisions, which are rare. */
  Timetable timetable() {
    Instant anchor = spec.startAt() == null ? Instant.EPOCH : spec.startAt();
    return Timetable.of(spec.schedule(), spec.timezone(), anchor);
  }

  Schedule at(@Nullable Instant due) {
    return new Schedule(id, spec, due, paused, runs, lastTask);
  }

  Schedule fired(Entry.ScheduleFired e) {
    return new Schedule(id, spec, e.next(), paused, e.byHand() ? runs : runs + 1, e.task());
  }

  Schedule paused(boolean now) {
    return new Schedule(id, spec, next, now, runs, lastTask);
  }
}
