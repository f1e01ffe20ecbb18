package dev.reveille.engine;

import dev.reveille.core.AgentState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many agents are in each state, whoever has written that: counted once, and from there on
 * behind the journal. Others may write all the while. What is heard before the count is known is
 * kept until then, and what the count has already is not counted again.
 */
public final class AgentCounts {
  private final long[] counts = new long[AgentState.values().length];
  private @Nullable List<Journal.Recorded> early = new ArrayList<>();
  private long counted;

  /** To be called when {@link #hear} is, already. */
  public synchronized void begin(Views.Census census) {
    census.agents().forEach((state, n) -> counts[state.ordinal()] = n);
    counted = census.position();
    List<Journal.Recorded> kept = early;
    early = null;
    if (kept != null) {
      kept.forEach(this::hear);
    }
  }

  public synchronized boolean isBegun() {
    return early == null;
  }

  public synchronized void hear(Journal.Recorded row) {
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
  public synchronized Map<AgentState, Long> now() {
    Map<AgentState, Long> all = new EnumMap<>(AgentState.class);
    for (AgentState state : AgentState.values()) {
      all.put(state, counts[state.ordinal()]);
    }
    return all;
  }

  synchronized long all() {
    return Arrays.stream(counts).sum();
  }
}
