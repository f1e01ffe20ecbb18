package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.core.Wake;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.ApprovalRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.DeadLetter.Kind;
import dev.reveille.engine.Views.Standing;
import dev.reveille.engine.Views.TaskRow;
import dev.reveille.engine.Views.Waiting;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The projections of a {@link MemoryJournal}: one row after the other, as the entries come. */
final class MemoryViews {
  final NavigableMap<String, AgentRow> agents = new TreeMap<>();
  final NavigableSet<String> busy = new TreeSet<>();
  final NavigableMap<Long, TaskRow> tasks = new TreeMap<>();
  final NavigableMap<Long, DeadLetter> deadLetters = new TreeMap<>();
  final NavigableMap<String, Agent> states = new TreeMap<>();
  final MemoryPost post = new MemoryPost();
  private final Map<TaskId, Long> cursors = new HashMap<>();

  void add(Recorded row, Agent after) {
    for (int i = 0; i < row.entries().size(); i++) {
      add(row.entries().get(i), row.position() + i, row.seq() + i, row.at(), after);
    }
    if (after.exists()) {
      agents.put(after.id().value(), rowOf(after, row.at()));
      states.put(after.id().value(), after);
    } else {
      agents.remove(after.id().value());
      states.remove(after.id().value());
    }
    if (after.isBusy(row.at())) {
      busy.add(after.id().value());
    } else {
      busy.remove(after.id().value());
    }
  }

  private static AgentRow rowOf(Agent a, Instant at) {
    return new AgentRow(
        a.id().value(),
        a.state(),
        a.definition(),
        a.createdAt(),
        a.since(),
        a.tasks().running(),
        a.queueDepth(),
        a.nextWake(at).map(Wake::at).orElse(null),
        a.errorCount(),
        a.lastActive(),
        a.seq());
  }

  private void add(Entry entry, long position, long seq, Instant at, Agent after) {
    post.add(entry, position, new TaskId(after.id(), seq), at);
    switch (entry) {
      case Entry.TaskQueued e -> {
        TaskId id = new TaskId(after.id(), seq);
        cursors.put(id, position);
        TaskRow row =
            new TaskRow(
                position,
                id,
                TaskState.QUEUED,
                e.priority(),
                e.threadId(),
                e.origin(),
                0,
                at,
                null,
                null,
                0);
        tasks.put(position, live(row, after));
      }
      case Entry.TaskImported e -> {
        TaskId id = new TaskId(after.id(), seq);
        cursors.put(id, position);
        tasks.put(
            position,
            new TaskRow(
                position,
                id,
                e.state(),
                e.priority(),
                null,
                "import:" + e.source(),
                e.attempt(),
                e.queuedAt(),
                e.startedAt(),
                e.endedAt(),
                seq));
      }
      case Entry.DeadLetterRedriven e -> bury(after, e.task());
      case Entry.DeadLetterDiscarded e -> bury(after, e.task());
      case Entry.OfTask e -> change(e, position, seq, at, after);
      case Entry.EventUnheard e -> {
        TaskId event = new TaskId(after.id(), e.event());
        String why = "nobody listens to it";
        deadLetters.put(position, new DeadLetter(position, Kind.EVENT, event, why, at));
      }
      case Entry.EventRefused e -> {
        if (e.isDead()) {
          TaskId refused = new TaskId(after.id(), seq);
          deadLetters.put(position, new DeadLetter(position, Kind.EVENT, refused, e.why(), at));
        }
      }
      case Entry.MailDied e -> {
        TaskId mail = new TaskId(after.id(), e.mail());
        deadLetters.put(position, new DeadLetter(position, Kind.MAIL, mail, e.reason(), at));
      }
      case Entry.AgentDeleted e ->
          deadLetters.values().removeIf(letter -> letter.task().agent().equals(after.id()));
      default -> {} // nothing of a task's
    }
  }

  Standing standing(Instant wakesBefore) {
    Map<TaskState, Long> unfinished =
        tasks.values().stream()
            .filter(row -> !row.state().isTerminal())
            .collect(Collectors.groupingBy(TaskRow::state, Collectors.counting()));
    Waiting oldest =
        tasks.values().stream()
            .filter(row -> row.state() == TaskState.QUEUED)
            .min(Comparator.comparing(TaskRow::queuedAt).thenComparing(TaskRow::cursor))
            .map(row -> new Waiting(row.id(), row.queuedAt()))
            .orElse(null);
    Map<Kind, Long> letters =
        deadLetters.values().stream()
            .collect(Collectors.groupingBy(DeadLetter::kind, Collectors.counting()));
    long approvals = states.values().stream().mapToLong(a -> ApprovalRow.of(a).size()).sum();
    long wakes =
        agents.values().stream()
            .filter(row -> !new AgentId(row.agentId()).isReserved())
            .filter(row -> row.wakeAt() != null && row.wakeAt().isBefore(wakesBefore))
            .count();
    return new Standing(unfinished, oldest, letters, approvals, wakes);
  }

  Optional<TaskRow> task(TaskId id) {
    return Optional.ofNullable(cursors.get(id)).map(tasks::get);
  }

  private void bury(Agent agent, long task) {
    TaskId id = new TaskId(agent.id(), task);
    deadLetters.values().removeIf(letter -> letter.task().equals(id));
  }

  private void change(Entry.OfTask entry, long position, long seq, Instant at, Agent after) {
    TaskRow row = task(new TaskId(after.id(), entry.task())).orElseThrow();
    boolean first = entry instanceof Entry.TaskStarted && row.startedAt() == null;
    int attempt = entry instanceof Entry.TaskStarted e ? e.attempt() : row.attempt();
    boolean ends = entry instanceof Entry.TaskEnded;
    TaskState state = entry instanceof Entry.TaskEnded e ? TaskState.of(e) : row.state();
    TaskRow next =
        new TaskRow(
            row.cursor(),
            row.id(),
            state,
            row.priority(),
            row.threadId(),
            row.origin(),
            attempt,
            row.queuedAt(),
            first ? at : row.startedAt(),
            ends ? at : row.endedAt(),
            ends ? seq : row.lastSeq());
    tasks.put(row.cursor(), live(next, after));
    if (entry instanceof Entry.TaskDied e) {
      String why = e.failure().message();
      deadLetters.put(position, new DeadLetter(position, Kind.TASK, row.id(), why, at));
    }
  }

  /** An unfinished task is in the state that its agent says. */
  private static TaskRow live(TaskRow row, Agent agent) {
    Task task = agent.tasks().get(row.id().seq());
    return task == null
        ? row
        : new TaskRow(
            row.cursor(),
            row.id(),
            task.state(),
            row.priority(),
            row.threadId(),
            row.origin(),
            task.attempt(),
            row.queuedAt(),
            row.startedAt(),
            row.endedAt(),
            row.lastSeq());
  }
}
