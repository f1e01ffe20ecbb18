package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Sleep;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.DeadLetter.Kind;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.engine.Views.NoteRow;
import dev.reveille.store.Firings.Firing;
import java.time.Instant;
import java.util.ArrayList;
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
   * @param listensAnew true if it wants to hear something else than before
   * @param asksAnew true if other calls of its wait for approval than before
   */
  record AgentChange(
      Agent agent, Instant at, boolean deleted, boolean listensAnew, boolean asksAnew) {

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

    /** The load below which it is to be woken; null: it does not wait for that. */
    @Nullable Double wakeLoad() {
      Sleep sleep = agent.life() == Agent.Life.STARTED ? agent.sleep() : null;
      return sleep == null ? null : sleep.wakeOnLoadBelow();
    }
  }

  private final Map<String, AgentChange> agents = new LinkedHashMap<>();
  private final Map<TaskId, TaskChange> tasks = new LinkedHashMap<>();
  private final Map<TaskId, @Nullable DeadLetter> deadLetters = new LinkedHashMap<>();
  private final Map<AgentId, Map<Long, MailChange>> mails = new LinkedHashMap<>();
  private final Map<AgentId, List<Firing>> firings = new LinkedHashMap<>();
  private final List<EventRow> events = new ArrayList<>();
  private final Map<AgentId, Map<String, @Nullable NoteRow>> notes = new LinkedHashMap<>();
  private final SpendingSums spent = new SpendingSums();
  private int appends;

  /**
   * Takes in an append.
   *
   * @param position of its first entry
   */
  void add(long position, List<Entry> entries, Instant at, Agent before, Agent after) {
    AgentChange known = agents.get(after.id().value());
    boolean deleted = known != null && known.deleted();
    boolean listensAnew = known != null && known.listensAnew();
    listensAnew |= Patterns.haveChanged(before, after);
    boolean asksAnew = known != null && known.asksAnew();
    asksAnew |= Approvals.haveChanged(before, after);
    spent.add(entries, at);
    for (int i = 0; i < entries.size(); i++) {
      long seq = before.seq() + 1 + i;
      switch (entries.get(i)) {
        case Entry.TaskQueued e -> task(after, seq).queued(e, position + i, at);
        case Entry.TaskImported e -> task(after, seq).imported(e, position + i);
        case Entry.TaskStarted e -> task(after, e.task()).started(e, at);
        case Entry.TaskEnded e -> {
          task(after, e.task()).ended(e, seq, at);
          if (e instanceof Entry.TaskDied died) {
            String why = died.failure().message();
            letter(Kind.TASK, after, e.task(), position + i, why, at);
          }
        }
        case Entry.EventUnheard e ->
            letter(Kind.EVENT, after, e.event(), position + i, "nobody listens to it", at);
        case Entry.EventRefused e -> {
          if (e.isDead()) {
            letter(Kind.EVENT, after, seq, position + i, e.why(), at);
          }
        }
        case Entry.MailDied e -> letter(Kind.MAIL, after, e.mail(), position + i, e.reason(), at);
        case Entry.DeadLetterRedriven e -> noLetter(after, e.task());
        case Entry.DeadLetterDiscarded e -> noLetter(after, e.task());
        case Entry.AskAnswered e -> {} // its task has ended
        case Entry.OfTask e -> {
          if (hasMoved(e.task(), before, after)) {
            task(after, e.task());
          }
        }
        case Entry.AgentDeleted e -> {
          deleted = true;
          deadLetters.keySet().removeIf(task -> task.agent().equals(after.id()));
          mails.remove(after.id());
          firings.remove(after.id());
          notes.remove(after.id());
        }
        case Entry.NoteRemembered e ->
            notes(after).put(e.note().key(), new NoteRow(position + i, after.id(), e.note(), at));
        case Entry.NoteForgotten e -> notes(after).put(e.key(), null);
        case Entry.MailReceived e -> mail(after, seq).received(e, position + i, at);
        case Entry.OfMail e -> mail(after, e.mail()).marked(e);
        case Entry.OfSchedule e -> fired(after, Firings.of(e, after.id(), position + i, at));
        case Entry.EventPublished e ->
            events.add(new EventRow(position + i, seq, e.event().name(), at));
        default -> {} // of the agent alone
      }
    }
    agents.put(after.id().value(), new AgentChange(after, at, deleted, listensAnew, asksAnew));
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

  private MailChange mail(Agent agent, long seq) {
    return mails
        .computeIfAbsent(agent.id(), id -> new LinkedHashMap<>())
        .computeIfAbsent(seq, number -> new MailChange(new TaskId(agent.id(), number)));
  }

  private Map<String, @Nullable NoteRow> notes(Agent agent) {
    return notes.computeIfAbsent(agent.id(), id -> new LinkedHashMap<>());
  }

  private void fired(Agent agent, @Nullable Firing firing) {
    if (firing != null) {
      firings.computeIfAbsent(agent.id(), id -> new ArrayList<>()).add(firing);
    }
  }

  private void letter(Kind kind, Agent agent, long seq, long position, String why, Instant at) {
    TaskId dead = new TaskId(agent.id(), seq);
    deadLetters.put(dead, new DeadLetter(position, kind, dead, why, at));
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

  /** Mails that came or changed, of each mailbox by their numbers. */
  Map<AgentId, Map<Long, MailChange>> mails() {
    return mails;
  }

  Map<AgentId, List<Firing>> firings() {
    return firings;
  }

  List<EventRow> events() {
    return events;
  }

  /** The notes of each owner by their keys; null: forgotten. */
  Map<AgentId, Map<String, @Nullable NoteRow>> notes() {
    return notes;
  }

  /** What model calls have taken; it is cleared by whoever has written it. */
  SpendingSums spent() {
    return spent;
  }

  /** The open dead letter of a task, an event or a mail; null: it has none any more. */
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

  /** Forgets all but what was spent: that is written with the position that it goes up to. */
  void clear() {
    agents.clear();
    tasks.clear();
    deadLetters.clear();
    mails.clear();
    firings.clear();
    events.clear();
    notes.clear();
    appends = 0;
  }
}
