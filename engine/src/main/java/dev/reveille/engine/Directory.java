package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Finds the one cell of an agent in this process, and makes it if it is not in memory. */
final class Directory {
  private final ConcurrentHashMap<AgentId, AgentCell> cells = new ConcurrentHashMap<>();
  private final Function<AgentId, AgentCell> cell;

  Directory(Function<AgentId, AgentCell> cell) {
    this.cell = cell;
  }

  /** Puts a letter into an agent's box; false if it is full. */
  boolean tell(AgentId agent, Letter letter) {
    boolean[] taken = new boolean[1];
    // Inside compute, so that a cell is never retired between being found and being told.
    cells.compute(
        agent,
        (id, found) -> {
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

  /** Whatever is in memory now. */
  Map<AgentId, AgentCell> cells() {
    return Collections.unmodifiableMap(cells);
  }

  int size() {
    return cells.size();
  }
}
