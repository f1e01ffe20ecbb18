package dev.reveille.server.telemetry;

import dev.reveille.core.AgentState;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many agents are in each state, whoever has written that: counted once, and from there on
 * behind the journal. Others may write all the while. What is heard before the count is known is
 * kept until then, and what the count has already is not counted again.
 */
final class AgentCounts {
  private final long[] counts = new long[AgentState.values().length];
  private @Nullable List<Journal.Recorded> early = new ArrayList<>();
  private long counted;

  /** To be called when {@link #hear} is, already. */
  synchronized void begin(Views.Census census) {
    census.agents().forEach((state, n) -> counts[state.ordinal()] = n);
    counted = census.position();
    List<Journal.Recorded> kept = early;
    early = null;
    if (kept != null) {
      kept.forEach(this::hear);
    }
  }

  synchronized boolean isBegun() {
    return early == null;
  }

  synchronized void hear(Journal.Recorded row) {
    if (early != null) {
      early.add(row);
    } else if (row.position() > counted && !row.agent().isReserved()) {
      move(row.before(), -1);
      move(row.after(), 1);
    }
  }

  private void move(@Nullable AgentState state, int by) {
    if (state != null) {
      counts[state.ordinal()] += by;
    }
  }

  /** Also those that no agent is in. */
  synchronized Map<AgentState, Long> now() {
    Map<AgentState, Long> all = new EnumMap<>(AgentState.class);
    for (AgentState state : AgentState.values()) {
      all.put(state, counts[state.ordinal()]);
    }
    return all;
  }

  Meter meter() {
    return Gauge.of("reveille_agents", "Agents, by state.", "state", this::samples);
  }

  private List<Metric.Sample> samples() {
    List<Metric.Sample> samples = new ArrayList<>();
    now().forEach((state, n) -> samples.add(new Metric.Value(List.of(Words.of(state)), n)));
    return samples;
  }
}
