package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.DeadLetter;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the journal has and the query tables have not yet: for each agent and task that changed,
 * only what came of all its changes. The one place that knows what an entry means for the tables; a
 * store that runs, one that starts and one that is rebuilt all come through here.
 */
final class Pending {

  /**
   * An agent as it is now.
   *
   * @param at when it came to be so
   * @param deleted true if it was deleted meanwhile, be it or a namesake there again
   */
  record AgentChange(Agent agent, Instant at, boolean deleted) {

    /** Its row, in whole milliseconds; a wake never rounded to an earlier one. */
    AgentRow row() {
      return new AgentRow(
          agent.id().value(),
          agent.state(),
          agent.definition(),
          agent.createdAt(),
          agent.since(),
          agent.tasks().running(),
          agent.queueDepth(),
          agent.nextWake(at).map(wake -> Millis.ceiling(wake.at())).orElse(null),
          agent.errorCount(),
          agent.lastActive(),
          agent.seq());
    }

    boolean isBusy() {
      return agent.isBusy(at);
    }
  }

  private final Map<String, AgentChange> agents = new LinkedHashMap<>();
  private final Map<TaskId, TaskChange> tasks = new LinkedHashMap<>();
  private final Map<TaskId, @Nullable DeadLetter> deadLetters = new LinkedHashMap<>();
  private int appends;

  /**
   * Takes in an append.
   *
   * @param position of its first entry
   */
  void add(long position, List<Entry> entries, Instant at, Agent before, Agent after) {
    AgentChange known = agents.get(after.id().value());
    boolean deleted = known != null && known.deleted();
    for (int i = 0; i < entries.size(); i++) {
      long seq = before.seq() + 1 + i;
      switch (entries.get(i)) {
        case Entry.TaskQueued e -> task(after, seq).queued(e, position + i, at);
        case Entry.TaskStarted e -> task(after, e.task()).started(e, at);
        case Entry.TaskEnded e -> {
          task(after, e.task()).ended(e, seq, at);
          if (e instanceof Entry.TaskDied died) {
            letter(after, e.task(), position + i, died.failure().message(), at);
          }
        }
        case Entry.DeadLetterRedriven e -> noLetter(after, e.task());
        case Entry.DeadLetterDiscarded e -> noLetter(after, e.task());
        case Entry.OfTask e -> {
          if (hasMoved(e.task(), before, after)) {
            task(after, e.task());
          }
        }
        case Entry.AgentDeleted e -> {
          deleted = true;
          deadLetters.keySet().removeIf(task -> task.agent().equals(after.id()));
        }
        default -> {} // of the agent alone
      }
    }
    agents.put(after.id().value(), new AgentChange(after, at, deleted));
    appends++;
  }

  /**
   * Most entries of a task leave it in its state: a model that answered, a tool that was called.
   */
  private static boolean hasMoved(long seq, Agent before, Agent after) {
    Task old = before.tasks().get(seq);
    Task now = after.tasks().get(seq);
    return old == null || now == null || old.state() != now.state();
  }

  private TaskChange task(Agent agent, long seq) {
    return tasks.computeIfAbsent(new TaskId(agent.id(), seq), TaskChange::new);
  }

  private void letter(Agent agent, long seq, long position, String reason, Instant at) {
    TaskId task = new TaskId(agent.id(), seq);
    deadLetters.put(task, new DeadLetter(position, task, reason, at));
  }

  private void noLetter(Agent agent, long task) {
    deadLetters.put(new TaskId(agent.id(), task), null);
  }

  /** How many appends it has taken in. */
  int appends() {
    return appends;
  }

  /**
   * @param agentId null: anybody
   */
  boolean concerns(@Nullable String agentId) {
    return agentId == null ? appends > 0 : agents.containsKey(agentId);
  }

  Map<String, AgentChange> agents() {
    return agents;
  }

  Collection<TaskChange> tasks() {
    return tasks.values();
  }

  /** A task's open dead letter; null: it has none any more. */
  Map<TaskId, @Nullable DeadLetter> deadLetters() {
    return deadLetters;
  }

  Agent agentOf(TaskChange task) {
    AgentChange change = agents.get(task.id.agent().value());
    if (change == null) {
      throw new IllegalStateException("a task changed, but not its agent: " + task.id);
    }
    return change.agent();
  }

  void clear() {
    agents.clear();
    tasks.clear();
    deadLetters.clear();
    appends = 0;
  }
}
