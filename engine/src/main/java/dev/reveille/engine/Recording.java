package dev.reveille.engine;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the journal knows of one task, cut out of it: the task's entries, and of its agent's
 * others what its conversation is made of. It can be read like the journal that it comes from.
 *
 * @param config the agent's, when the recording was made
 * @param definition the agent's, when the recording was made; null if that was gone
 * @param telling how much of what was said the model was told at once
 * @param lines by their numbers, with gaps; the first one is the agent's creation
 */
public record Recording(
    TaskId task,
    AgentConfig config,
    Definitions.@Nullable Definition definition,
    Telling telling,
    List<Line> lines)
    implements JournalReader, Threads {

  /** One entry with its number and its instant. */
  public record Line(long seq, Instant at, Entry entry) {}

  /**
   * @throws IllegalArgumentException if something of the task is missing
   */
  public Recording {
    lines = List.copyOf(lines);
    long last = 0;
    for (Line line : lines) {
      check(line.seq() > last, "entry " + line.seq() + " stands behind " + last);
      last = line.seq();
    }
    check(
        !lines.isEmpty() && lines.getFirst().entry() instanceof Entry.AgentCreated,
        "its first entry must be the agent's AgentCreated");
    long seq = task.seq();
    check(
        lines.stream().anyMatch(l -> l.seq() == seq && l.entry() instanceof Entry.TaskQueued),
        "its entry " + seq + " must be the task's TaskQueued");
  }

  private static void check(boolean holds, String why) {
    if (!holds) {
      throw new IllegalArgumentException("this is no whole recording: " + why);
    }
  }

  /** The same task with other entries. */
  Recording with(List<Line> others) {
    return new Recording(task, config, definition, telling, others);
  }

  /** What became of the task itself, behind its {@link Entry.TaskQueued}. */
  List<Line> ofTask() {
    return lines.stream()
        .filter(line -> line.entry() instanceof Entry.OfTask of && of.task() == task.seq())
        .filter(line -> !isOfDeadLetter(line.entry()))
        .toList();
  }

  static boolean isOfDeadLetter(Entry entry) {
    return entry instanceof Entry.DeadLetterRedriven || entry instanceof Entry.DeadLetterDiscarded;
  }

  Line created() {
    return lines.getFirst();
  }

  Line queued() {
    return lines.stream().filter(line -> line.seq() == task.seq()).findFirst().orElseThrow();
  }

  JournalPast past() {
    return new JournalPast(this, this, task.agent(), created().seq(), telling);
  }

  @Override
  public List<Journal.Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    return lines.stream()
        .filter(line -> agent.equals(task.agent()) && line.seq() >= fromSeq)
        .limit(limit)
        .map(line ->
            new Journal.Recorded(
                line.seq(), agent, line.seq(), line.at(), null, null, List.of(line.entry())))
        .toList();
  }

  @Override
  public Optional<Entry> entry(AgentId agent, long seq) {
    return lines.stream().filter(line -> line.seq() == seq).map(Line::entry).findFirst();
  }

  @Override
  public List<Views.TaskRow> thread(String agentId, String threadId, long before, int limit) {
    List<Views.TaskRow> rows = new ArrayList<>();
    for (Line line : lines) {
      if (line.seq() < before
          && line.entry() instanceof Entry.TaskQueued queued
          && threadId.equals(queued.threadId())) {
        rows.add(row(line, queued));
      }
    }
    return rows.subList(Math.max(0, rows.size() - limit), rows.size());
  }

  private Views.TaskRow row(Line line, Entry.TaskQueued queued) {
    TaskId id = new TaskId(task.agent(), line.seq());
    long last =
        lines.stream()
            .filter(l -> l.entry() instanceof Entry.OfTask of && of.task() == line.seq())
            .mapToLong(Line::seq)
            .max()
            .orElse(line.seq());
    Priority priority = queued.priority();
    String thread = queued.threadId();
    TaskState state = TaskState.SUCCEEDED; // that of no task here is asked for
    return new Views.TaskRow(
        0, id, state, priority, thread, queued.origin(), 0, line.at(), null, null, last);
  }
}
