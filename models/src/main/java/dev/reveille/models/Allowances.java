package dev.reveille.models;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Until when a provider wants not to be asked, model by model; those of most interest are kept. */
final class Allowances {
  private static final int MOST = 1_000;

  private final InstantSource clock;
  private final Map<String, Instant> closed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  Allowances(InstantSource clock) {
    this.clock = clock;
  }

  /** The model is not to be asked before; an earlier time than before changes nothing. */
  synchronized void close(String model, Instant until) {
    closed.merge(model, until, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** Until when the model is not to be asked; empty if it may be. */
  synchronized Optional<Instant> closedUntil(String model) {
    Instant until = closed.get(model);
    if (until != null && !until.isAfter(clock.instant())) {
      closed.remove(model);
      return Optional.empty();
    }
    return Optional.ofNullable(until);
  }

  /** The models that are not to be asked, and until when. */
  synchronized Map<String, Instant> closed() {
    closed.values().removeIf(until -> !until.isAfter(clock.instant()));
    return new LinkedHashMap<>(closed);
  }
}
