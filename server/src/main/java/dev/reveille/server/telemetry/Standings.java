package dev.reveille.server.telemetry;

import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is not at its end, counted at most once a second however many ask: counting costs as much as
 * there is.
 */
final class Standings {
  static final Duration AHEAD = Duration.ofHours(1);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Views views;
  private final RunningTasks running;
  private final Duration stuckAfter;
  private final InstantSource clock;
  private Views.@Nullable Standing known;
  private Instant asked = Instant.MIN;

  Standings(Views views, RunningTasks running, Duration stuckAfter, InstantSource clock) {
    this.views = views;
    this.running = running;
    this.stuckAfter = stuckAfter;
    this.clock = clock;
  }

  /** Empty if the store does not answer. */
  synchronized Optional<Views.Standing> standing() {
    Instant now = clock.instant();
    if (known == null || now.isBefore(asked) || !now.isBefore(asked.plus(FRESH))) {
      try {
        known = views.standing(now.plus(AHEAD));
        asked = now;
      } catch (Journal.Unavailable storeDoesNotAnswer) {
        known = null;
      }
    }
    return Optional.ofNullable(known);
  }

  List<RunningTasks.Stuck> stuck() {
    return running.stuck(clock.instant(), stuckAfter);
  }
}
