package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks may run at once in this process, and which may be begun. A place that becomes free
 * goes to the agent whose turn it is ({@link Bids}), one place at a time, so that no agent starves
 * another.
 *
 * <p>Under load only urgent tasks are begun, until the load has fallen well below where that began;
 * but for a few, so that a load that others cause cannot stop all work for ever.
 */
final class Admission {
  private final int limit;
  private final LoadLimits limits;
  private final Consumer<AgentId> grant;
  private final Bids bids;
  private Pressure pressure = Pressure.NONE;
  private boolean defers;
  private int taken;
  private @Nullable String closed;

  /**
   * What an agent could begin.
   *
   * @param ready the priorities of the tasks, in the order in which they would be begun
   * @param urgent how many it could begin if only urgent ones might
   */
  record Wish(List<Priority> ready, int urgent) {}

  /**
   * What an agent may begin.
   *
   * @param places it holds so many places more
   * @param permits so many tasks it may begin now
   * @param atLeast of this priority
   */
  record Leave(int places, int permits, Priority atLeast) {}

  /**
   * @param grant tells an agent that it holds one place more
   */
  Admission(int limit, LoadLimits limits, Consumer<AgentId> grant) {
    this.limit = limit;
    this.limits = limits;
    this.grant = grant;
    this.bids = new Bids(limits.ageing());
  }

  /**
   * Gives as many places as there are; whoever may begin fewer tasks than it could is granted a
   * place when its turn comes.
   *
   * @param free places that the agent holds and nothing runs in
   */
  synchronized Leave ask(AgentId agent, Wish wish, int free, Instant now) {
    int others = taken - free;
    boolean urgentOnly = defers && (wish.urgent() > 0 || others >= limits.minRunning());
    int ready = wish.ready().size();
    int want =
        urgentOnly ? wish.urgent() : defers ? Math.min(ready, limits.minRunning() - others) : ready;
    if (closed != null) {
      want = 0;
    }
    int got = Math.max(0, Math.min(want - free, limit - taken));
    taken += got;
    int permits = Math.max(0, Math.min(want, free + got));
    if (permits >= ready) {
      bids.remove(agent);
    } else {
      bids.put(agent, left(wish, permits, urgentOnly), now);
    }
    return new Leave(got, permits, urgentOnly ? Priority.URGENT : Priority.LOW);
  }

  /** The priority of the best task that must wait. */
  private static Priority left(Wish wish, int permits, boolean urgentOnly) {
    List<Priority> rest = wish.ready().subList(urgentOnly ? 0 : permits, wish.ready().size());
    int begun =
        urgentOnly
            ? permits
            : (int) wish.ready().stream().limit(permits).filter(p -> p == Priority.URGENT).count();
    if (wish.urgent() > begun) {
      return Priority.URGENT;
    }
    return rest.stream()
        .filter(p -> p != Priority.URGENT)
        .max(Priority::compareTo)
        .orElse(Priority.LOW);
  }

  void release(int places) {
    tell(free(places));
  }

  private synchronized List<AgentId> free(int places) {
    taken -= places;
    return turns();
  }

  /** How busy everything is now: tasks are deferred, or no longer. */
  void weigh(Pressure now) {
    tell(weighed(now));
  }

  private synchronized List<AgentId> weighed(Pressure now) {
    pressure = now;
    double strain = now.strain();
    defers = defers ? strain >= limits.resumeBelow() : strain > limits.deferAbove();
    return turns();
  }

  private List<AgentId> turns() {
    List<AgentId> granted = new ArrayList<>();
    while (closed == null && taken < limit) {
      boolean urgentOnly = defers && taken >= limits.minRunning();
      AgentId next = bids.poll(urgentOnly ? Priority.URGENT : Priority.LOW);
      if (next == null) {
        break;
      }
      granted.add(next);
      taken++;
    }
    return granted;
  }

  private void tell(List<AgentId> granted) {
    granted.forEach(grant);
  }

  /**
   * Why tasks that could begin have not, in words that go on from "3 tasks ready, ".
   *
   * @param urgent whether an urgent one is among them
   */
  synchronized String delay(boolean urgent) {
    if (closed != null) {
      return "held back because " + closed;
    }
    if (!defers || urgent || taken < limits.minRunning()) {
      return "waiting for a free place to run in (" + taken + " of " + limit + " running)";
    }
    double load = pressure.strain();
    return load > limits.deferAbove()
        ? words("deferred by load %.2f > %.2f (%s)", load, limits.deferAbove())
        : words("deferred: the load, %.2f, is not below %.2f yet (%s)", load, limits.resumeBelow());
  }

  private String words(String form, double load, double threshold) {
    return String.format(Locale.ROOT, form, load, threshold, pressure.cause());
  }

  /**
   * From now on nothing new runs.
   *
   * @param why in words that go on from "held back because "
   */
  synchronized void close(String why) {
    closed = why;
  }

  /** True while only urgent tasks are begun. */
  synchronized boolean defers() {
    return defers;
  }

  synchronized Pressure pressure() {
    return pressure;
  }

  synchronized int taken() {
    return taken;
  }

  synchronized int waiting() {
    return bids.size();
  }

  int limit() {
    return limit;
  }
}
