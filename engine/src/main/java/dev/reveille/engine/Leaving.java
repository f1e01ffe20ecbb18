package dev.reveille.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees the agents of lost slices out of this process: each hands back what runs, durably, and
 * leaves memory. A call that nobody may break off without harm is waited for a while; then it is
 * broken off; and who even then cannot leave, because the store does not answer, is forgotten. It
 * has no thread: the {@link AlarmClock} looks again and again.
 */
final class Leaving {
  private static final Logger log = LoggerFactory.getLogger(Leaving.class);
  private static final Duration LAST = Duration.ofSeconds(3);

  /** Nobody can reach the agents meanwhile, and whoever places slices does not wait for ever. */
  private static final Duration MOST = Duration.ofSeconds(10);

  private final Directory directory;
  private final Duration patience;
  private final Map<Integer, Slice> slices = new HashMap<>();

  private record Slice(Instant breakOff, Runnable gone) {}

  /**
   * @param patience with calls that should not be broken off; at most ten seconds count
   */
  Leaving(Directory directory, Duration patience) {
    this.directory = directory;
    this.patience = patience.compareTo(MOST) < 0 ? patience : MOST;
  }

  /**
   * @param gone told when none of its agents is in memory; must answer at once
   */
  synchronized void begin(int slice, Instant now, Runnable gone) {
    slices.put(slice, new Slice(now.plus(patience), gone));
  }

  /** They are held here again: who has not left stays. */
  void stay(int slice) {
    Slice leaving = now().get(slice);
    if (leaving != null) {
      over(slice, leaving);
    }
  }

  /** After so long nothing is waited for any more. */
  Duration patience() {
    return patience;
  }

  /** True if nobody is on his way out. */
  synchronized boolean isOver() {
    return slices.isEmpty();
  }

  /** True if somebody is still here, and it is to be called again soon. */
  boolean look(Instant instant) {
    Map<Integer, Slice> now = now();
    if (now.isEmpty()) {
      return false;
    }
    Set<Integer> peopled = new HashSet<>();
    directory
        .cells()
        .forEach((agent, cell) -> {
          int slice = Slices.of(agent);
          Slice leaving = now.get(slice);
          if (leaving == null) {
            return;
          }
          if (instant.isAfter(leaving.breakOff.plus(LAST))) {
            log.warn("agent {} is left to whoever holds it now: it could not hand back", agent);
            directory.expel(agent, cell);
          } else {
            cell.leave(instant.isAfter(leaving.breakOff));
            peopled.add(slice);
          }
        });
    now.forEach((slice, leaving) -> {
      if (!peopled.contains(slice)) {
        over(slice, leaving);
      }
    });
    return !now().isEmpty();
  }

  private synchronized Map<Integer, Slice> now() {
    return new TreeMap<>(slices); // in one order, for whoever repeats it
  }

  private void over(int slice, Slice leaving) {
    synchronized (this) {
      slices.remove(slice, leaving);
    }
    leaving.gone.run();
  }
}
