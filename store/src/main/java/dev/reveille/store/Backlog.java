package dev.reveille.store;

import java.sql.SQLException;
import java.util.List;

/**
 * What the writer writes later, in a transaction of its own: the changes of the query tables of a
 * store that does not make them with the append itself, snapshots and bookmarks. It is due when
 * there is much of it, when it is old, and when somebody asks.
 */
final class Backlog {
  private final StoreConfig config;
  private final Pending pending = new Pending();
  private final Leisure leisure = new Leisure();
  private long sinceNanos;

  Backlog(StoreConfig config) {
    this.config = config;
  }

  /** The group is durable; the query tables have nothing of it yet. */
  void add(Group group) {
    begin();
    group.addTo(pending);
  }

  void add(Request.Keep keep) {
    begin();
    leisure.add(keep);
  }

  void add(Request.Bookmark mark) {
    begin();
    leisure.add(mark);
  }

  private void begin() {
    if (isEmpty()) {
      sinceNanos = System.nanoTime();
    }
  }

  boolean isEmpty() {
    return pending.appends() == 0 && leisure.isEmpty();
  }

  /**
   * @param asked those who wait for the query tables
   */
  boolean isDue(List<Request.Settle> asked) {
    for (Request.Settle settle : asked) {
      if (pending.concerns(settle.agentId())) {
        return true;
      }
    }
    return pending.appends() >= config.projectAfterAppends()
        || leisure.isFull()
        || !isEmpty() && nanosLeft() == 0;
  }

  /** How long until what is in it is old. */
  long nanosLeft() {
    return Math.max(0, config.projectAfter().toNanos() - (System.nanoTime() - sinceNanos));
  }

  /**
   * To be called within a transaction.
   *
   * @param head the position that the query tables are brought up to
   */
  void write(Session s, long head) throws SQLException {
    if (pending.appends() > 0) {
      s.projections.write(pending);
      s.projections.advance(head, pending);
    }
    leisure.write(s);
  }

  /** It is written, or given up. */
  void clear() {
    pending.clear();
    pending.spent().clear();
    leisure.clear();
  }
}
