package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Appends of this process whose commit was begun and of which nobody knows whether it was done: who
 * wrote a row does not stand in the journal. When the row at their position is heard, it is theirs
 * or somebody else's.
 */
final class Unsure {
  /** By positions. */
  private final NavigableMap<Long, Known> begun = new TreeMap<>();

  private record Known(AgentId agent, long seq, Instant at) {
    static Known of(Recorded row) {
      return new Known(row.agent(), row.seq(), row.at());
    }
  }

  /** A commit is begun. What was to stand there before has come to nothing: the head was locked. */
  void add(List<Recorded> rows) {
    begun.tailMap(rows.getFirst().position(), true).clear();
    rows.forEach(row -> begun.put(row.position(), Known.of(row)));
  }

  /** Those of the next rows of the journal that are this process's own after all. */
  List<Recorded> resolve(List<Recorded> rows) {
    if (begun.isEmpty()) {
      return List.of();
    }
    List<Recorded> own = new ArrayList<>(0);
    for (Recorded row : rows) {
      if (Known.of(row).equals(begun.get(row.position()))) {
        own.add(row);
      }
    }
    settle(rows.getLast().last());
    return own;
  }

  /** What stands up to a position is known. */
  void settle(long position) {
    begun.headMap(position, true).clear();
  }
}
