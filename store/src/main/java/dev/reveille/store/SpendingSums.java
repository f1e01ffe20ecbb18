package dev.reveille.store;

import dev.reveille.core.Entry;
import dev.reveille.core.Spending;
import dev.reveille.core.Usage;
import dev.reveille.engine.Accounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What model calls have taken, by periods. */
final class SpendingSums {
  private final Map<Instant, Spending> sums = new TreeMap<>();

  void add(List<Entry> entries, Instant at) {
    for (Entry entry : entries) {
      if (entry instanceof Entry.OfCall call) {
        Instant period = Accounts.period(at);
        sums.put(period, sums.getOrDefault(period, none(period)).plusCall(call.usage()));
      }
    }
  }

  private static Spending none(Instant period) {
    return new Spending(period, Usage.NONE, 0, Duration.ZERO, Usage.NONE);
  }

  /** The oldest first. */
  Collection<Spending> periods() {
    return sums.values();
  }

  void clear() {
    sums.clear();
  }
}
