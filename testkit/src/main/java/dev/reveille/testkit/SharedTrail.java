package dev.reveille.testkit;

import dev.reveille.core.Budget;
import dev.reveille.core.Entry;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all agents have spent together in the present window of the server's budget, added up from
 * the journal each time, whatever processes came and went meanwhile.
 *
 * <p>When a call begins, the others must have left something. What a process has heard of counts
 * with what it took; what it has not, and what is under way, with the dearest that it has heard of,
 * if that is less. So the limit is passed by one reservation for each call at most. What a process
 * before had under way when it died is under way until the journal says what became of it.
 */
final class SharedTrail {
  private static final Usage MOST = new Usage(Integer.MAX_VALUE, 0, 0, Integer.MAX_VALUE);

  private final World world;
  private final long heard;
  private long calls;
  private long tokens;
  private long micros;
  private long dearestTokens;
  private long dearestMicros;

  /**
   * @param heard the position up to which the process has heard of what is durable
   */
  SharedTrail(World world, long heard) {
    this.world = world;
    this.heard = heard;
  }

  /**
   * @param underWay what the other calls under way take
   * @param open how many more have begun, and what became of them is not on record
   * @param next the call that begins
   */
  void check(Budget budget, List<Usage> underWay, int open, String next) {
    Instant window = budget.windowStart(world.nodesNow());
    for (Journal.Recorded row : world.store().rows()) {
      if (budget.windowStart(row.at()).equals(window)) {
        boolean known = row.last() <= heard;
        row.entries().forEach(entry -> add(usage(entry, known), known));
      }
    }
    underWay.forEach(usage -> add(usage, false));
    for (int i = 0; i < open; i++) {
      add(MOST, false);
    }
    boolean within =
        (budget.maxTokens() == null || tokens < budget.maxTokens())
            && (budget.maxCostUsd() == null || micros < budget.maxCostUsd() * 1e6)
            && (budget.maxCalls() == null || calls < budget.maxCalls());
    String spent = calls + " calls, " + tokens + " tokens, " + micros + " micros";
    world.check(
        within, () -> "all together have spent " + spent + " of " + budget + ", but begin " + next);
  }

  /** What is lost may never have begun, for want of budget: that counts as soon as it is heard. */
  private static @Nullable Usage usage(Entry entry, boolean known) {
    boolean unsure = !known && entry instanceof Entry.CallLost;
    return !unsure && entry instanceof Entry.OfCall call ? call.usage() : null;
  }

  /** Rows come in the order in which they were heard, then what was not. */
  private void add(@Nullable Usage usage, boolean known) {
    if (usage == null) {
      return;
    }
    if (known) {
      dearestTokens = Math.max(dearestTokens, usage.tokens());
      dearestMicros = Math.max(dearestMicros, usage.costMicros());
    }
    calls++;
    tokens += known ? usage.tokens() : Math.min(usage.tokens(), dearestTokens);
    micros += known ? usage.costMicros() : Math.min(usage.costMicros(), dearestMicros);
  }
}
