package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether new work is taken in: while there is memory for it, and new agents while there are fewer
 * than may be. What is under way is let go on, and so are wakes.
 */
final class Doors {
  private final LoadLimits limits;
  private final int maxAgents;
  private final Set<AgentId> coming = new HashSet<>();
  private final AgentCounts agents = new AgentCounts();
  private volatile double heap;
  private volatile @Nullable String closed;

  /**
   * @param maxAgents 0: any number
   */
  Doors(LoadLimits limits, int maxAgents) {
    this.limits = limits;
    this.maxAgents = maxAgents;
  }

  // ── memory ─────────────────────────────────────────────────────────────────────────────────

  /**
   * @param share of the heap that is in use
   */
  void heap(double share) {
    heap = share;
  }

  /** True if idle agents should make room. */
  boolean areNarrow() {
    return heap > limits.hibernateAbove();
  }

  /** True if new work is refused. */
  boolean areShut() {
    return heap > limits.refuseAbove();
  }

  /** From now on no new work is taken in, whatever memory there is. */
  void close(String why) {
    closed = why;
  }

  /** Why no new work is taken in at all; null: it is. */
  @Nullable String closed() {
    return closed;
  }

  /** Null if it may come in. */
  Answer.@Nullable Refused refusal(Command command) {
    String why = closed;
    if (why != null && isNewWork(command)) {
      return new Answer.Refused(Decision.Code.UNAVAILABLE, "no new work is taken in: " + why);
    }
    return memoryRefusal(command);
  }

  /** The same for what has come in elsewhere: only whether there is memory for it. */
  Answer.@Nullable Refused memoryRefusal(Command command) {
    if (!areShut() || !isNewWork(command)) {
      return null;
    }
    long percent = Math.round(limits.refuseAbove() * 100);
    String why =
        String.format(
            Locale.ROOT,
            "%.0f %% of the heap is in use, more than memory.refuseAbove (%d %%) allows for new"
                + " work; try later, or give the server more memory",
            heap * 100,
            percent);
    return refused(why, "memory.refuseAbove", percent);
  }

  private static boolean isNewWork(Command command) {
    return switch (command) {
      case Command.Create _,
          Command.Submit _,
          Command.Redrive _,
          Command.SetSchedule _,
          Command.TriggerSchedule _,
          Command.Deliver _,
          Command.Subscribe _,
          Command.Publish _ ->
          true;
      default -> false; // ends work, changes it, or goes on with it
    };
  }

  private static Answer.Refused refused(String why, String limit, long value) {
    return new Answer.Refused(Decision.Code.LIMIT_EXCEEDED, why, new Decision.Limit(limit, value));
  }

  // ── agents ─────────────────────────────────────────────────────────────────────────────────

  /** Keeps a place for an agent that is about to be created; false if there is none. */
  synchronized boolean admit(AgentId agent) {
    if (maxAgents > 0 && !coming.contains(agent) && agents.all() + coming.size() >= maxAgents) {
      return false;
    }
    coming.add(agent);
    return true;
  }

  /** It has come, or it has not. */
  synchronized void admitted(AgentId agent) {
    coming.remove(agent);
  }

  Answer.Refused tooMany() {
    return refused(
        "there are as many agents as limits.maxAgents allows, "
            + maxAgents
            + "; delete some or raise it",
        "limits.maxAgents",
        maxAgents);
  }

  /** To be called when {@link #hear} is, already. */
  void count(Views.Census found) {
    agents.begin(found);
  }

  void hear(List<Journal.Recorded> rows) {
    for (Journal.Recorded row : rows) {
      agents.hear(row);
      if (row.entries().stream().anyMatch(Entry.AgentCreated.class::isInstance)) {
        admitted(row.agent());
      }
    }
  }

  long agents() {
    return agents.all();
  }
}
