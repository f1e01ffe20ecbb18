package dev.reveille.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees the agents of lost slices out of this process: each hands back what runs, durably, and
 * leaves memory. A call that nobody may break off without harm is waited for as long as a stopping
 * server would; then it is broken off; and who even then cannot leave, because the store does not
 * answer, is forgotten.
 *
 * <p>Once started it looks by itself while there is somebody to see out; before, whoever wants to.
 */
final class Leaving {
  private static final Logger log = LoggerFactory.getLogger(Leaving.class);
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final long PAUSE_MS = 20;

  private final Directory directory;
  private final Executor executor;
  private final InstantSource clock;
  private final Duration patience;
  private final Map<Integer, Slice> slices = new HashMap<>();
  private boolean started;
  private boolean running;

  private record Slice(Instant breakOff, Runnable gone) {}

  /**
   * @param patience with calls that should not be broken off
   */
  Leaving(Directory directory, Executor executor, InstantSource clock, Duration patience) {
    this.directory = directory;
    this.executor = executor;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * @param gone told when none of its agents is in memory; must answer at once
   */
  synchronized void begin(int slice, Runnable gone) {
    slices.put(slice, new Slice(clock.instant().plus(patience), gone));
    go();
  }

  synchronized void start() {
    started = true;
    go();
  }

  private void go() {
    if (started && !running && !slices.isEmpty()) {
      running = true;
      executor.execute(this::run);
    }
  }

  /** They are held here again: who has not left stays. */
  void stay(int slice) {
    Slice leaving = now().get(slice);
    if (leaving != null) {
      over(slice, leaving);
    }
  }

  private void run() {
    try {
      while (look()) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks all to leave; true if somebody is still here. */
  boolean look() {
    Map<Integer, Slice> now = now();
    Instant instant = clock.instant();
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
    return goesOn();
  }

  private synchronized Map<Integer, Slice> now() {
    return Map.copyOf(slices);
  }

  private void over(int slice, Slice leaving) {
    synchronized (this) {
      slices.remove(slice, leaving);
    }
    leaving.gone.run();
  }

  private synchronized boolean goesOn() {
    running &= !slices.isEmpty();
    return !slices.isEmpty();
  }

  synchronized boolean isOver() {
    return slices.isEmpty();
  }
}
