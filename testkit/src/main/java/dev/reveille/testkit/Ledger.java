package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Wake;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The durable journal of one agent, what it folds to after each append, and its projections. */
final class Ledger {
  private final List<Journal.Recorded> rows = new ArrayList<>();
  private final Map<Long, Point> points = new HashMap<>();
  private Agent head;
  private @Nullable Instant wakeAt;
  private boolean busy;
  private @Nullable Agent snapshot;

  Ledger(AgentId id) {
    head = Agent.absent(id);
    points.put(0L, new Point(head, head));
  }

  /**
   * Where an append ended.
   *
   * @param folded what a load gives
   * @param believed the equal state of its cell, which is compared faster
   */
  private record Point(Agent folded, Agent believed) {}

  /** Adds a row that has been audited. */
  void add(Journal.Recorded row, Agent after, Agent believed) {
    rows.add(row);
    head = after;
    points.put(after.seq(), new Point(after, believed));
    wakeAt = after.nextWake(row.at()).map(Wake::at).orElse(null);
    busy = after.isBusy(row.at());
  }

  List<Journal.Recorded> rows() {
    return rows;
  }

  List<Journal.Recorded> rowsFrom(long seq, int limit) {
    List<Journal.Recorded> found = new ArrayList<>();
    for (Journal.Recorded row : rows) {
      if (row.seq() + row.entries().size() > seq && found.size() < limit) {
        found.add(row);
      }
    }
    return found;
  }

  Agent head() {
    return head;
  }

  /** The fold up to the end of an append; null if no append ends there. */
  @Nullable Agent stateAt(long seq) {
    Point point = points.get(seq);
    return point == null ? null : point.folded;
  }

  boolean isDurable(Agent state) {
    Point known = points.get(state.seq());
    return known != null
        && (known.believed == state || known.folded == state || known.folded.equals(state));
  }

  /** When the append that ends there was decided. */
  Instant writtenAt(long seq) {
    for (Journal.Recorded row : rows.reversed()) {
      if (row.seq() <= seq) {
        return row.at();
      }
    }
    return Instant.EPOCH;
  }

  @Nullable Instant wakeAt() {
    return wakeAt;
  }

  boolean busy() {
    return busy;
  }

  void keep(Agent state) {
    snapshot = state;
  }

  @Nullable Agent snapshot() {
    return snapshot;
  }

  /** Where the agent that had this entry was created. */
  long createdBefore(long seq) {
    long created = 0;
    for (Journal.Recorded row : rows) {
      long at = row.seq();
      for (Entry entry : row.entries()) {
        if (at <= seq && entry instanceof Entry.AgentCreated) {
          created = at;
        }
        at++;
      }
    }
    return created;
  }
}
