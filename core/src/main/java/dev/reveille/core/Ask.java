package dev.reveille.core;

import java.util.List;

/**
 * A question of one agent to another, which is a task of the other's.
 *
 * @param asker the call that waits, as {@code AGENT/TASK#STEP#CALL}
 * @param chain the agents that wait for each other, the first one first, the asker last
 */
public record Ask(String asker, List<String> chain) {
  /** Agents that may wait for each other in a row. */
  public static final int MAX_DEPTH = 5;

  public Ask {
    chain = List.copyOf(chain);
  }
}
