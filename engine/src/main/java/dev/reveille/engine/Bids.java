package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The agents that wait for a place to run in, each with one bid for one place, and whose turn it
 * is: by priority with ageing, and among equals whoever has waited longest. Whoever gets a place
 * and wants another bids anew, behind its equals: a round.
 *
 * <p>A priority is worth a head start of so many ageing steps. So the order of two bids never
 * changes while they wait, whatever time it is, and nobody can be overtaken for ever. Each
 * operation is O(log n).
 */
final class Bids {
  private record Bid(AgentId agent, Priority priority, Instant since, long number) {}

  private static final Comparator<Bid> BY_AGE =
      Comparator.comparing(Bid::since).thenComparing(Bid::number);

  private final Duration step;
  private final Map<AgentId, Bid> byAgent = new HashMap<>();
  private final Map<Priority, TreeSet<Bid>> waiting = new EnumMap<>(Priority.class);
  private long number;

  /**
   * @param step the head start of a priority before the next lower one
   */
  Bids(Duration step) {
    this.step = step;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new TreeSet<>(BY_AGE));
    }
  }

  /** Bids, or changes the priority of its bid: then it has waited since the first. */
  void put(AgentId agent, Priority priority, Instant now) {
    Bid old = byAgent.get(agent);
    if (old != null && old.priority() == priority) {
      return;
    }
    remove(agent);
    Bid bid =
        old == null
            ? new Bid(agent, priority, now, number++)
            : new Bid(agent, priority, old.since(), old.number());
    byAgent.put(agent, bid);
    of(priority).add(bid);
  }

  void remove(AgentId agent) {
    Bid bid = byAgent.remove(agent);
    if (bid != null) {
      of(bid.priority()).remove(bid);
    }
  }

  /** Takes out whose turn it is among those of at least a priority; null: nobody waits. */
  @Nullable AgentId poll(Priority atLeast) {
    Bid best = null;
    for (Priority priority : Priority.values()) {
      TreeSet<Bid> bids = of(priority);
      if (priority.atLeast(atLeast) && !bids.isEmpty()) {
        Bid first = bids.first();
        best = best == null || !isBefore(best, first) ? first : best;
      }
    }
    if (best == null) {
      return null;
    }
    remove(best.agent());
    return best.agent();
  }

  private boolean isBefore(Bid a, Bid b) {
    int order = turn(a).compareTo(turn(b));
    return order == 0 ? a.number() < b.number() : order < 0;
  }

  private Instant turn(Bid bid) {
    return bid.since().minus(step.multipliedBy(bid.priority().ordinal()));
  }

  private TreeSet<Bid> of(Priority priority) {
    TreeSet<Bid> bids = waiting.get(priority);
    if (bids == null) {
      throw new IllegalStateException("no bids of " + priority);
    }
    return bids;
  }

  int size() {
    return byAgent.size();
  }
}
