package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads every append before it becomes durable, and objects to what must never be in a journal. It
 * keeps books of its own, simpler than the core's, so that the core is not its own judge.
 */
final class Auditor {
  private final World world;
  private final Map<AgentId, AgentTrail> trails = new HashMap<>();
  private final Map<AgentId, Instant> last = new HashMap<>();
  private final Set<String> marks = new HashSet<>();

  Auditor(World world) {
    this.world = world;
  }

  /** Folds the row anew, compares where that leads with what its cell believes, and tells it. */
  Agent check(Journal.Recorded row, Agent before, Journal.Append append) {
    require(
        row.seq() == before.seq() + 1,
        row,
        () -> "is number " + row.seq() + " where " + (before.seq() + 1) + " must come");
    require(!row.entries().isEmpty(), row, () -> "is empty");
    checkTime(row);
    AgentTrail trail = trail(row.agent());
    Instant known = known(row);
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      mark(row, entry);
      long number = seq++;
      String objection = trail.take(number, known, entry);
      require(
          objection == null, row, () -> "has at " + number + " " + entry + ", but " + objection);
    }
    String missing = trail.appended();
    require(missing == null, row, () -> "says " + row.entries() + ", but " + missing);
    Agent after = world.remembered(before.apply(row.entries(), row.at()));
    require(
        world.loaded(after).equals(world.loaded(world.remembered(append.after()))),
        row,
        () -> "leads to\n  " + after + "\nbut its cell believes\n  " + append.after());
    for (Task task : after.tasks()) {
      require(!oversleeps(after, task), row, () -> "leaves asleep, though it may start, " + task);
    }
    return after;
  }

  /** Whether the agent sleeps through a task that it should wake for, whatever the time is. */
  private static boolean oversleeps(Agent agent, Task task) {
    return agent.sleep() != null
        && agent.life() == Agent.Life.STARTED
        && task.priority().atLeast(agent.config().wakeOnPriority())
        && task.notBefore() == null
        && task.expiresAt() == null
        && !task.isRunning()
        && !task.rests()
        && !task.effort().overBudget();
  }

  private void checkTime(Journal.Recorded row) {
    Instant previous = last.put(row.agent(), row.at());
    if (!world.setup().setBack()) {
      boolean back = previous != null && row.at().isBefore(previous);
      require(!back, row, () -> "is older than the one before it");
      boolean future = row.at().isAfter(world.now());
      boolean noticed = world.sabotage() != Sabotage.FAST_CLOCK;
      require(!(future && noticed), row, () -> "comes from the future");
    }
  }

  /** When it came about at the latest, whatever its writer's clock said. */
  private Instant known(Journal.Recorded row) {
    boolean fast = !world.setup().setBack() && row.at().isAfter(world.now());
    return fast ? world.now() : row.at();
  }

  AgentTrail trail(AgentId agent) {
    return trails.computeIfAbsent(agent, id -> new AgentTrail(world, id));
  }

  /** True if what bears this mark is in the journal. */
  boolean has(String mark) {
    return marks.contains(mark);
  }

  private void mark(Journal.Recorded row, Entry entry) {
    String mark = markOf(entry);
    if (mark != null && mark.startsWith("#")) {
      require(marks.add(mark), row, () -> "has a second time " + entry);
    }
  }

  private static @Nullable String markOf(Entry entry) {
    return switch (entry) {
      case Entry.AgentCreated e -> e.definition();
      case Entry.FellAsleep e -> e.sleep().reason();
      case Entry.Woke e -> e.reason();
      case Entry.TaskQueued e -> e.mails() == null ? e.prompt() : null;
      case Entry.MailReceived e -> e.body();
      case Entry.TaskCancelled e -> e.reason();
      case Entry.TaskSteered e -> e.message();
      case Entry.DeadLetterDiscarded e -> e.reason();
      case Entry.ModelReplied e -> e.reply().text();
      case Entry.ToolSuspended e -> e.reason();
      // The answer of another agent is a reply of that agent's model already.
      case Entry.ToolReturned e -> e.text().endsWith("tool") ? e.text() : null;
      case Entry e -> null;
    };
  }

  private void require(boolean good, Journal.Recorded row, Supplier<String> what) {
    if (!good) {
      world.check(false, () -> "an append of " + row.agent() + " " + what.get());
    }
  }
}
