package dev.reveille.testkit;

import dev.reveille.core.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the auditor knows of one agent's schedules: each due instant has one line in the ledger, in
 * their order, none before its time.
 */
final class ScheduleTrail {
  private final Map<String, State> schedules = new HashMap<>();

  /** A schedule that the ledger has lines of. */
  private static final class State {
    private final Set<Instant> lines = new HashSet<>();
    private @Nullable Instant next;
    private @Nullable String times;
    private boolean paused;
  }

  @Nullable String take(Instant at, Entry.OfSchedule entry) {
    State state = schedules.computeIfAbsent(entry.schedule(), id -> new State());
    return switch (entry) {
      case Entry.ScheduleSet e -> {
        boolean sameTimes = e.spec().schedule().equals(state.times);
        String owed = Objects.equals(state.next, e.next()) ? null : owed(state, at);
        if (!sameTimes) {
          state.lines.clear();
        }
        state.times = e.spec().schedule();
        state.next = e.next();
        yield owed;
      }
      case Entry.ScheduleDeleted e -> {
        schedules.remove(e.schedule());
        yield owed(state, at);
      }
      case Entry.SchedulePaused e -> {
        String owed = owed(state, at);
        state.paused = true;
        yield owed;
      }
      case Entry.ScheduleResumed e -> {
        state.paused = false;
        state.next = e.next();
        yield null;
      }
      case Entry.ScheduleFired e ->
          e.byHand() ? null : line(state, at, e.dueAt(), e.dueAt(), e.next());
      case Entry.ScheduleSkipped e -> line(state, at, e.dueAt(), e.dueAt(), e.next());
      case Entry.ScheduleMissed e -> line(state, at, e.dueAt(), e.lastDueAt(), e.next());
    };
  }

  /** What has come has its line before anything changes. */
  private static @Nullable String owed(State state, Instant at) {
    boolean open = !state.paused && state.next != null && !state.next.isAfter(at);
    return open ? "there is no line of " + state.next : null;
  }

  private static @Nullable String line(
      State state, Instant at, Instant from, Instant to, @Nullable Instant next) {
    if (state.paused) {
      return "it is paused";
    }
    if (!from.equals(state.next)) {
      return "the next line is due at " + state.next;
    }
    if (at.isBefore(to)) {
      return "that is early: it is " + at;
    }
    if (!state.lines.add(from) || !to.equals(from) && !state.lines.add(to)) {
      return "there is a line of that already";
    }
    state.next = next;
    return next != null && !next.isAfter(to) ? "it goes back to " + next : null;
  }

  void clear() {
    schedules.clear();
  }
}
