package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The slices whose agents this process looks after: it rings their alarms, takes up their work and
 * carries their post. Alone it holds all of them for ever; in a cluster those that it is given.
 */
final class Holding {
  private final @Nullable Placement elsewhere;
  private final Set<Integer> fresh = new HashSet<>();
  private volatile Set<Integer> held = Set.of();
  private volatile boolean untouched = true;

  /**
   * @param elsewhere the way to all other agents; null: there are no others
   */
  Holding(@Nullable Placement elsewhere) {
    this.elsewhere = elsewhere;
  }

  static Holding everything() {
    return new Holding(null);
  }

  boolean isEverything() {
    return elsewhere == null;
  }

  Placement elsewhere() {
    if (elsewhere == null) {
      throw new IllegalStateException("all agents are here");
    }
    return elsewhere;
  }

  boolean has(AgentId agent) {
    return elsewhere == null || held.contains(Slices.of(agent));
  }

  boolean hasSlice(int slice) {
    return elsewhere == null || held.contains(slice);
  }

  /** Those that it was given; empty if it holds all without being asked. */
  Set<Integer> slices() {
    return held;
  }

  /** From now on its agents are found here; what they left is to be taken up. */
  synchronized void take(int slice) {
    Set<Integer> more = new HashSet<>(held);
    more.add(slice);
    held = Set.copyOf(more);
    fresh.add(slice);
  }

  /** From now on none of its agents is found here. */
  synchronized void lose(int slice) {
    Set<Integer> less = new HashSet<>(held);
    less.remove(slice);
    held = Set.copyOf(less);
    fresh.remove(slice);
  }

  /**
   * What is held and has not been taken up yet; null if there is nothing. Whoever asks takes it up,
   * or says that it could not.
   */
  synchronized @Nullable Set<Integer> nextFresh() {
    if (elsewhere == null) {
      boolean first = untouched;
      untouched = false;
      return first ? Set.of() : null;
    }
    if (fresh.isEmpty()) {
      return null;
    }
    Set<Integer> next = Set.copyOf(fresh);
    fresh.clear();
    return next;
  }

  /** It could not be taken up: the store did not answer. */
  synchronized void putBack(Set<Integer> slices) {
    untouched = true;
    slices.stream().filter(held::contains).forEach(fresh::add);
  }

  List<AgentId> busy(Journal journal, Set<Integer> slices, String after, int limit) {
    return elsewhere == null ? journal.busy(after, limit) : journal.busy(slices, after, limit);
  }

  List<Journal.Alarm> alarms(Journal journal, Instant from, Instant before, int limit) {
    return elsewhere == null
        ? journal.alarms(from, before, limit)
        : journal.alarms(held, from, null, before, limit);
  }
}
