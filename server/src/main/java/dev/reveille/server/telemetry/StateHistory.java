package dev.reveille.server.telemetry;

import dev.reveille.core.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many agents were in each state over the last hour, every ten seconds; from the start of the
 * server on. Exact, and without a timer: the numbers change only with an entry, so that what holds
 * just before one, or when somebody asks, held since the last.
 */
public final class StateHistory {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final int KEPT = 360;

  private final Supplier<Map<AgentState, Long>> counts;
  private final InstantSource clock;
  private final List<Map<AgentState, Long>> ring = new ArrayList<>();
  private long last;

  StateHistory(Supplier<Map<AgentState, Long>> counts, InstantSource clock) {
    this.counts = counts;
    this.clock = clock;
    this.last = slot();
  }

  /** How many were in each state at an instant. */
  public record Sample(Instant at, Map<AgentState, Long> agents) {}

  /** To be called before the numbers change. */
  synchronized void note() {
    long now = slot();
    if (now > last) {
      Map<AgentState, Long> since = counts.get();
      for (long slot = Math.max(last + 1, now - KEPT + 1); slot <= now; slot++) {
        ring.add(since);
      }
      if (ring.size() > KEPT) {
        ring.subList(0, ring.size() - KEPT).clear();
      }
      last = now;
    }
  }

  /** The oldest first. */
  synchronized List<Sample> samples() {
    note();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      long slot = last - ring.size() + 1 + i;
      samples.add(new Sample(Instant.ofEpochSecond(slot * STEP.toSeconds()), ring.get(i)));
    }
    return samples;
  }

  private long slot() {
    return clock.instant().getEpochSecond() / STEP.toSeconds();
  }
}
