package dev.reveille.server.telemetry;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest firings that were missed since the server started. */
final class Missed {
  private static final int MOST = 50;

  private final Deque<Firing> newest = new ArrayDeque<>();

  /**
   * @param at when it was found
   */
  record Firing(AgentId agent, String schedule, Instant dueAt, int count, Instant at) {}

  void hear(Journal.Recorded row) {
    for (Entry entry : row.entries()) {
      if (entry instanceof Entry.ScheduleMissed e) {
        add(new Firing(row.agent(), e.schedule(), e.dueAt(), e.count(), row.at()));
      }
    }
  }

  private synchronized void add(Firing firing) {
    newest.addFirst(firing);
    if (newest.size() > MOST) {
      newest.removeLast();
    }
  }

  /** The newest first, none older than that. */
  synchronized List<Firing> since(Instant instant) {
    return newest.stream().filter(it -> !it.at().isBefore(instant)).toList();
  }
}
