package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.Budget;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import java.time.Duration;
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
 *
 * <p>Of running time there must be something left as well, and the process must know it exactly.
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

  /**
   * The running time is what the states of all agents say, as far as the process has heard of them;
   * a run counts whole in the window that it ends in, or goes on in.
   *
   * @param believed what the process takes it for
   */
  void checkTime(Budget budget, Duration believed, String next) {
    Instant now = world.nodesNow();
    Duration time = Duration.ZERO;
    for (Ledger ledger : world.store().all()) {
      Agent last = ledger.stateAt(0);
      for (Journal.Recorded row : ledger.rows()) {
        Agent after =
            row.last() <= heard ? ledger.stateAt(row.seq() + row.entries().size() - 1) : null;
        if (after == null || last == null) {
          break;
        }
        if (budget.windowStart(row.at()).equals(budget.windowStart(now))) {
          time = time.plus(ended(last, after, row.at()));
        }
        last = after;
      }
      time = last == null ? time : time.plus(ended(last, Agent.absent(last.id()), now));
    }
    Duration spent = time;
    world.check(
        spent.equals(believed),
        () -> "all together have run for " + spent + ", but " + believed + " is believed");
    world.check(
        budget.maxSeconds() == null || spent.toSeconds() < budget.maxSeconds(),
        () -> "all together have run for " + spent + " of " + budget + ", but begin " + next);
  }

  /** How long the runs took that one state has and the next one has not. */
  private static Duration ended(Agent before, Agent after, Instant at) {
    Duration time = Duration.ZERO;
    for (Task task : before.tasks()) {
      Task still = after.tasks().get(task.seq());
      boolean goesOn = still != null && still.isRunning() && still.run() == task.run();
      Instant since = task.runSince();
      if (since != null && !goesOn && at.isAfter(since)) {
        time = time.plus(Duration.between(since, at));
      }
    }
    return time;
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
