package dev.reveille.store;

import dev.reveille.core.AgentId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Snapshots and bookmarks that wait to be written: what can be left out, and is, if there is too
 * much of it.
 */
final class Leisure {
  private static final int KEPT_SNAPSHOTS = 512;

  private final Map<AgentId, Request.Keep> snapshots = new LinkedHashMap<>();
  private final Map<String, Long> bookmarks = new LinkedHashMap<>();

  void add(Request.Keep keep) {
    if (snapshots.size() < KEPT_SNAPSHOTS) {
      snapshots.put(keep.agent().id(), keep);
    }
  }

  void add(Request.Bookmark mark) {
    bookmarks.put(mark.reader(), mark.position());
  }

  boolean isEmpty() {
    return snapshots.isEmpty() && bookmarks.isEmpty();
  }

  boolean isFull() {
    return snapshots.size() >= KEPT_SNAPSHOTS;
  }

  /** To be called within a transaction. Snapshots of states that never came to be are left out. */
  void write(Session s) throws SQLException {
    for (Request.Keep keep : snapshots.values()) {
      if (keep.agent().seq() <= s.journal.lastSeq(keep.agent().id())) {
        s.snapshots.keep(keep.agent(), keep.body());
      }
    }
    for (Map.Entry<String, Long> mark : bookmarks.entrySet()) {
      s.bookmarks.keep(mark.getKey(), mark.getValue());
    }
  }

  void clear() {
    snapshots.clear();
    bookmarks.clear();
  }
}
