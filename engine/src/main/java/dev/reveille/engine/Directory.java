package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the one cell of an agent in this process, and makes it if it is not in memory. Agents that
 * are not held here have none; a cell that leaves is told nothing any more.
 */
final class Directory {
  private final ConcurrentHashMap<AgentId, AgentCell> cells = new ConcurrentHashMap<>();
  private final Function<AgentId, AgentCell> cell;
  private final Predicate<AgentId> isHeld;

  Directory(Function<AgentId, AgentCell> cell, Predicate<AgentId> isHeld) {
    this.cell = cell;
    this.isHeld = isHeld;
  }

  /** Puts a letter into an agent's box; false if it is full, or the agent is not held here. */
  boolean tell(AgentId agent, Letter letter) {
    boolean[] taken = new boolean[1];
    // Inside compute, so that a cell is never retired between being found and being told.
    cells.compute(
        agent,
        (id, found) -> {
          if (!isHeld.test(id)) {
            return found;
          }
          AgentCell to = found == null ? cell.apply(id) : found;
          taken[0] = to.offer(letter);
          return to;
        });
    return taken[0];
  }

  boolean retire(AgentId agent, AgentCell retiring) {
    boolean[] gone = new boolean[1];
    cells.computeIfPresent(
        agent,
        (id, found) -> {
          gone[0] = found == retiring && found.boxIsEmpty();
          return gone[0] ? null : found;
        });
    return gone[0];
  }

  /** Takes a cell out whatever it has to do; it does no more harm. */
  void expel(AgentId agent, AgentCell cell) {
    if (cells.remove(agent, cell)) {
      cell.expel();
    }
  }

  /** Asks idle agents to leave memory: those idle for long, and any while there are too many. */
  void hibernate(Instant now, Duration idle, int maxLive) {
    int tooMany = cells.size() - maxLive;
    for (AgentCell found : cells.values()) {
      boolean crowded = tooMany-- > 0;
      if (crowded || found.lastTurn().plus(idle).isBefore(now)) {
        found.offer(new Letter.Hibernate(crowded));
      }
    }
  }

  void tellAll(Letter letter) {
    cells.values().forEach(found -> found.offer(letter));
  }

  /**
   * After trouble with the store an agent comes back after a while. If nobody rings it any more,
   * what it owes would be waited for to the end.
   */
  void recallOwing() {
    for (AgentCell cell : cells.values()) {
      if (cell.owes()) {
        cell.offer(new Letter.Warm());
      }
    }
  }

  /** Whatever is in memory now. */
  Map<AgentId, AgentCell> cells() {
    return Collections.unmodifiableMap(cells);
  }

  int size() {
    return cells.size();
  }
}
