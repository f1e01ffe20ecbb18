package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.Task;
import dev.reveille.core.TaskTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whoever sets budgets, and agrees to calls of tools, or does not. */
final class Overseer {
  private static final Budget PLENTY = new Budget(1_000_000_000L, null, null, null, null);

  private final Chance chance;

  Overseer(Chance chance) {
    this.chance = chance;
  }

  /** Small: a few calls. */
  static Budget ofAgent(Chance chance) {
    Long window = chance.oneIn(3) ? null : chance.of(List.of(60L, 3_600L, 86_400L));
    return any(chance, chance.from(1, 6), window);
  }

  /** Always with a window: what nobody raises must come back by itself. */
  static Budget ofServer(Chance chance) {
    return any(chance, chance.from(2, 12), chance.of(List.of(60L, 3_600L)));
  }

  private static Budget ofTask(Chance chance) {
    return any(chance, chance.from(1, 4), null);
  }

  private static Budget any(Chance chance, int calls, @Nullable Long window) {
    return switch (chance.below(5)) {
      case 0 -> new Budget(null, null, (long) calls, null, window);
      case 1 -> new Budget(null, calls * 7e-6, null, null, window);
      case 2 -> new Budget(13L * calls, null, null, 60L * calls, window);
      default -> new Budget(10L * calls, null, 2L * calls, null, window);
    };
  }

  /** How a task is done; null: as all others. */
  @Nullable TaskTerms terms(AgentTrail trail) {
    Budget budget = chance.percent(15) ? ofTask(chance) : null;
    TaskTerms.Fork fork = chance.percent(10) ? trail.fork(chance) : null;
    ModelSettings settings = chance.percent(10) ? settings(chance) : null;
    return budget == null && fork == null && settings == null
        ? null
        : new TaskTerms(null, null, budget, fork, 0, settings);
  }

  /** Plain data to everybody but models. */
  static ModelSettings settings(Chance chance) {
    Duration total = chance.oneIn(2) ? Duration.ofMillis(chance.from(1, 90_000)) : null;
    return new ModelSettings(
        chance.below(21) / 10.0, null, chance.from(1, 9_000), null, null, null, total);
  }

  Command command(AgentTrail trail) {
    List<Long> asked = trail.asked();
    List<Long> open = List.copyOf(trail.open());
    int roll = chance.below(10);
    if (roll < 6 && !asked.isEmpty()) {
      long approval = chance.oneIn(10) ? chance.from(1, 40) : chance.of(asked);
      return new Command.ResolveApproval(approval, chance.percent(60), "as they say");
    }
    if (roll < 8 && !open.isEmpty()) {
      return new Command.SetTaskBudget(chance.of(open), ofTask(chance));
    }
    return new Command.Update(Patches.of(Map.of("budget", ofAgent(chance))));
  }

  // ── in the end ─────────────────────────────────────────────────────────────────────────────

  /** True if nothing but more budget brings this task on. */
  static boolean waitsForBudget(Agent agent, Task task) {
    Budget budget = agent.config().budget();
    boolean held =
        budget != null && budget.perSeconds() == null && !budget.reachedBy(agent.spent()).isEmpty();
    for (Task other : agent.tasks()) {
      boolean before = other.threadId() != null && other.threadId().equals(task.threadId());
      held |= other.effort().overBudget() && (other == task || before && other.seq() < task.seq());
    }
    return held;
  }

  /** Money plays no role any more. */
  static List<Command> plenty(AgentTrail trail) {
    List<Command> commands = new ArrayList<>();
    commands.add(new Command.Update(Patches.of(Map.of("budget", PLENTY))));
    trail.open().forEach(task -> commands.add(new Command.SetTaskBudget(task, PLENTY)));
    return commands;
  }
}
