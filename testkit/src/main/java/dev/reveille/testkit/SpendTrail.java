package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Budget;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the provider charges one agent, beside what its journal knows of it.
 *
 * <p>The provider charges a call when it begins, whether or not anybody hears the reply; only what
 * it refuses is free. A call counts in the window in which it was decided. When the last call of a
 * window was decided, the others must have left something: each counts with what it really took, or
 * with the dearest call that the journal knew, if that is less and its own reply was not recorded.
 * So a limit is passed by one call at most, and by what calls under way take beyond the dearest
 * before them.
 *
 * <p>A call has one intent in the journal, whoever owns the agent. That is why the bound holds for
 * all owners together, also while two of them believe in themselves.
 */
final class SpendTrail {
  private final World world;
  private final AgentId agent;
  private final Map<Effect.CallModel, Bill> bills = new LinkedHashMap<>();
  private final Map<Effect.CallModel, Long> recorded = new HashMap<>();
  private final Map<Effect.CallModel, Long> lost = new HashMap<>();
  private final TreeMap<Long, Usage> dearest = new TreeMap<>();
  private final Map<Long, Work> tasks = new HashMap<>();
  private final Set<Instant> announced = new HashSet<>();
  private @Nullable Budget budget;
  private long since;

  /** What a call really took. */
  private record Bill(Effect.CallModel call, long intent, Instant at, Usage usage) {}

  /** How far a task is. */
  private static final class Work {
    private int run;
    private int steps;
    private int compactions;
    private boolean tooLong;
    private long touched;
    private long budgetSince;
    private @Nullable Budget budget;

    private Effect.CallModel call(long task) {
      return new Effect.CallModel(task, run, steps + 1, compactions, tooLong);
    }
  }

  SpendTrail(World world, AgentId agent) {
    this.world = world;
    this.agent = agent;
  }

  // ── what the journal knows ─────────────────────────────────────────────────────────────────

  @Nullable String take(long seq, Instant at, Entry entry) {
    if (entry instanceof Entry.OfTask e) {
      work(e.task()).touched = seq;
    }
    switch (entry) {
      case Entry.AgentCreated e -> {
        dearest.clear();
        budget = null;
        set(seq, e.config().budget());
        since = seq;
      }
      case Entry.AgentUpdated e -> set(seq, e.config().budget());
      case Entry.BudgetExhausted e -> {
        return exhausted(at);
      }
      case Entry.TaskQueued e -> {
        Work work = work(seq);
        work.budget = e.terms() == null ? null : e.terms().budget();
        work.budgetSince = seq;
      }
      case Entry.TaskBudgetSet e -> {
        Work work = work(e.task());
        work.budgetSince = work.budget == null ? seq : work.budgetSince;
        work.budget = e.budget();
      }
      case Entry.TaskStarted e -> work(e.task()).run = e.run();
      case Entry.ModelReplied e -> {
        Work work = work(e.task());
        took(seq, work.call(e.task()), e.reply().usage());
        work.steps++;
        work.tooLong = false;
      }
      case Entry.ConversationCompacted e -> {
        Work work = work(e.task());
        took(seq, work.call(e.task()), e.usage());
        work.compactions++;
        work.tooLong = false;
      }
      case Entry.ContextExceeded e -> work(e.task()).tooLong = true;
      case Entry.CallLost e -> lost.put(work(e.task()).call(e.task()), seq);
      case Entry e -> {}
    }
    return null;
  }

  private Work work(long task) {
    return tasks.computeIfAbsent(task, t -> new Work());
  }

  /** Another length of the window begins the account anew. */
  private void set(long seq, @Nullable Budget next) {
    if (!Objects.equals(budget, next)) {
      announced.clear();
    }
    if (budget == null || next == null || !Objects.equals(budget.perSeconds(), next.perSeconds())) {
      since = seq;
    }
    budget = next;
  }

  private void took(long seq, Effect.CallModel call, Usage usage) {
    recorded.put(call, seq);
    Usage before = dearestAt(seq);
    dearest.put(
        seq,
        new Usage(
            Math.max(before.inputTokens(), usage.inputTokens()),
            Math.max(before.outputTokens(), usage.outputTokens()),
            0,
            Math.max(before.costMicros(), usage.costMicros())));
  }

  private Usage dearestAt(long seq) {
    Map.Entry<Long, Usage> known = dearest.floorEntry(seq);
    return known == null ? Usage.NONE : known.getValue();
  }

  private @Nullable String exhausted(Instant at) {
    if (budget == null) {
      return "it has no budget";
    }
    boolean news = announced.add(budget.windowStart(at));
    return news || world.setup().setBack() ? null : "that was said in this window";
  }

  // ── what the provider knows ────────────────────────────────────────────────────────────────

  /**
   * A call begins.
   *
   * @param state that it follows from
   * @param at when that was decided
   */
  void begins(Agent state, Effect.CallModel call, Usage usage, Instant at) {
    // What else was written in one go with what it follows from, it could not know.
    long intent = Math.min(state.seq(), work(call.task()).touched);
    bills.put(call, new Bill(call, intent, at, usage));
    Budget ofAgent = state.config().budget();
    if (ofAgent != null && ofAgent.equals(budget)) {
      Instant window = ofAgent.windowStart(at);
      boolean turnsBack = world.setup().setBack() && ofAgent.perSeconds() != null;
      check(
          "agent " + agent,
          ofAgent,
          bill ->
              !turnsBack && bill.intent >= since && ofAgent.windowStart(bill.at).equals(window));
    }
    Task task = state.tasks().get(call.task());
    Work work = work(call.task());
    Budget ofTask = task == null ? null : task.terms().budget();
    if (ofTask != null && ofTask.equals(work.budget)) {
      check(
          "task " + agent + "/" + call.task(),
          ofTask,
          bill -> bill.call.task() == call.task() && bill.intent >= work.budgetSince);
    }
  }

  /** The provider has refused it. */
  void refunded(Effect.CallModel call) {
    bills.remove(call);
  }

  private void check(String whose, Budget limit, Predicate<Bill> counts) {
    List<Bill> others = new ArrayList<>(bills.values().stream().filter(counts).toList());
    Bill last = others.stream().max(Comparator.comparing(Bill::intent)).orElse(null);
    if (last == null) {
      return;
    }
    others.remove(last);
    long tokens = 0;
    long micros = 0;
    for (Bill bill : others) {
      Usage known = known(bill, last.intent);
      tokens += Math.min(bill.usage.tokens(), known.tokens());
      micros += Math.min(bill.usage.costMicros(), known.costMicros());
    }
    boolean within =
        (limit.maxTokens() == null || tokens < limit.maxTokens())
            && (limit.maxCostUsd() == null || micros < limit.maxCostUsd() * 1e6)
            && (limit.maxCalls() == null || others.size() < limit.maxCalls());
    String spent = others.size() + " calls, " + tokens + " tokens, " + micros + " micros";
    world.check(
        within,
        () -> whose + " has spent " + spent + " of " + limit + ", but goes on with " + last);
  }

  /** What could be known of a call at an entry. */
  private Usage known(Bill bill, long seq) {
    if (recorded.getOrDefault(bill.call, Long.MAX_VALUE) <= seq) {
      return bill.usage;
    }
    return dearestAt(Math.min(seq, lost.getOrDefault(bill.call, seq)));
  }
}
