package dev.reveille.store;

import dev.reveille.core.Agent;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * States that never came to be, because the append that led to them was refused. What was decided
 * on top of one of them is refused as well: its numbers may fit by chance, if somebody else has
 * filled the gap meanwhile.
 *
 * <p>States are told apart by identity: a cell that was folded anew may come to an equal state by
 * right. Bounded: the oldest is forgotten, long after its writer has heard of the refusal.
 */
final class BrokenChains {
  private static final int LIMIT = 4_096;

  private final Set<Agent> states = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Agent> oldestFirst = new ArrayDeque<>();

  void add(Agent state) {
    if (states.add(state)) {
      oldestFirst.add(state);
      if (oldestFirst.size() > LIMIT) {
        states.remove(oldestFirst.remove());
      }
    }
  }

  boolean has(Agent state) {
    return !states.isEmpty() && states.contains(state);
  }
}
