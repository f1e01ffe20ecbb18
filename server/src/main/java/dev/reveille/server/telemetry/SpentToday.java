package dev.reveille.server.telemetry;

import dev.reveille.core.Usage;
import dev.reveille.engine.Accounts;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What model calls have taken since midnight UTC. */
final class SpentToday {
  private final Accounts accounts;
  private final InstantSource clock;
  private volatile Overview.Spent known = new Overview.Spent(Instant.EPOCH, Usage.NONE, false);

  SpentToday(Accounts accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /** What was known before, while the store does not answer. Blocks. */
  Overview.Spent spent() {
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
    try {
      known = new Overview.Spent(today, accounts.spentSince(today).usage(), true);
      return known;
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      Overview.Spent before = known;
      Usage usage = before.since().equals(today) ? before.usage() : Usage.NONE;
      return new Overview.Spent(today, usage, false);
    }
  }
}
