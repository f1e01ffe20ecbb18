package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many tasks may run at once in this process. A place that becomes free goes to the agent that
 * has waited longest, one place at a time, so that no agent starves another.
 */
final class Admission {
  private final int limit;
  private final Consumer<AgentId> grant;
  private final Set<AgentId> waiting = new LinkedHashSet<>();
  private int taken;
  private boolean closed;

  /**
   * @param grant tells an agent that it holds one place more
   */
  Admission(int limit, Consumer<AgentId> grant) {
    this.limit = limit;
    this.grant = grant;
  }

  /** Takes up to {@code wanted} places; whoever got fewer is granted one when its turn comes. */
  synchronized int take(AgentId agent, int wanted) {
    boolean mustQueue = closed || !waiting.isEmpty();
    int got = mustQueue ? 0 : Math.min(wanted, limit - taken);
    taken += got;
    if (got < wanted) {
      waiting.add(agent);
    }
    return got;
  }

  void release(int places) {
    for (AgentId next : free(places)) {
      grant.accept(next);
    }
  }

  private synchronized List<AgentId> free(int places) {
    taken -= places;
    List<AgentId> granted = new ArrayList<>();
    for (Iterator<AgentId> i = waiting.iterator(); !closed && taken < limit && i.hasNext(); ) {
      granted.add(i.next());
      i.remove();
      taken++;
    }
    return granted;
  }

  /** From now on nothing new runs. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized int taken() {
    return taken;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  int limit() {
    return limit;
  }
}
