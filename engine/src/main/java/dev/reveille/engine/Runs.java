package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of all agents run, as far as the journal's entries tell it. Whoever holds it guards
 * it.
 *
 * <p>Of a task that was not heard of from its first start on nobody knows which calls are open, and
 * so whether it runs. It is a gap until its own entries have been {@linkplain #read read}; then all
 * that came since the gap began counts as if it had just been heard.
 */
final class Runs {
  private static final int PAGE = 1_000;

  /** Of tasks that were started and have not ended. */
  private final Map<TaskId, Run> tasks = new HashMap<>();

  private final Map<TaskId, Gap> gaps = new HashMap<>();

  /**
   * @param first number of the first entry that was not taken in
   * @param last the newest one
   */
  record Gap(TaskId task, long first, long last) {
    private Gap with(long seq) {
      return new Gap(task, Math.min(first, seq), Math.max(last, seq));
    }
  }

  /**
   * What a gap turned out to be.
   *
   * @param ended runs that ended within it
   */
  record Found(Gap gap, Run run, List<Run.Ended> ended) {}

  // ── hearing ────────────────────────────────────────────────────────────────────────────────

  /**
   * Hears of an append; what it has heard already changes nothing.
   *
   * @param early whether runs may end that began before the first append that was heard
   * @return the runs that ended
   */
  List<Run.Ended> hear(Journal.Recorded row, boolean early) {
    List<Run.Ended> ended = new ArrayList<>(1);
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      if (entry instanceof Entry.OfTask e) {
        Run.Ended end = hear(new TaskId(row.agent(), e.task()), seq, row.at(), e, early);
        if (end != null) {
          ended.add(end);
        }
      }
      seq++;
    }
    return ended;
  }

  private Run.@Nullable Ended hear(
      TaskId task, long seq, Instant at, Entry.OfTask entry, boolean early) {
    if (gaps.containsKey(task)) {
      gaps.computeIfPresent(task, (id, gap) -> gap.with(seq));
      return null;
    }
    boolean first = entry instanceof Entry.TaskStarted start && start.run() == 1;
    Run run = first ? tasks.computeIfAbsent(task, id -> new Run()) : tasks.get(task);
    if (run == null) {
      if (entry instanceof Entry.TaskStarted || early && Run.mayEnd(entry)) {
        gaps.put(task, new Gap(task, seq, seq));
      }
      return null;
    }
    if (seq <= run.heard()) {
      return null;
    }
    Run.Ended end = run.hear(seq, at, entry);
    if (run.isOver()) {
      tasks.remove(task);
    }
    return end;
  }

  /** These run; of those that nobody has heard of the time before now is of an earlier window. */
  void add(Collection<TaskId> running) {
    for (TaskId task : running) {
      if (!tasks.containsKey(task)) {
        gaps.putIfAbsent(task, new Gap(task, Long.MAX_VALUE, 0));
      }
    }
  }

  // ── gaps ───────────────────────────────────────────────────────────────────────────────────

  List<Gap> gaps() {
    return List.copyOf(gaps.values());
  }

  /** Reads the entries of tasks. Blocks while the store is read, each agent's journal once. */
  static List<Found> read(Journal journal, List<Gap> gaps) {
    Map<AgentId, List<Gap>> byAgent =
        gaps.stream().collect(Collectors.groupingBy(gap -> gap.task().agent()));
    List<Found> found = new ArrayList<>();
    byAgent.forEach((agent, of) -> found.addAll(read(journal, agent, of)));
    return found;
  }

  private static Collection<Found> read(Journal journal, AgentId agent, List<Gap> gaps) {
    Map<Long, Found> found = new HashMap<>();
    long next = Long.MAX_VALUE;
    for (Gap gap : gaps) {
      found.put(gap.task().seq(), new Found(gap, new Run(), new ArrayList<>(1)));
      next = Math.min(next, gap.task().seq());
    }
    List<Journal.Recorded> page = journal.readAgent(agent, next, PAGE);
    while (!page.isEmpty()) {
      page.forEach(row -> take(row, found));
      next = page.getLast().seq() + page.getLast().entries().size();
      page = journal.readAgent(agent, next, PAGE);
    }
    return found.values();
  }

  private static void take(Journal.Recorded row, Map<Long, Found> found) {
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      Found of = entry instanceof Entry.OfTask e ? found.get(e.task()) : null;
      if (of != null && entry instanceof Entry.OfTask e) {
        Run.Ended end = of.run().hear(seq, row.at(), e);
        if (end != null && seq >= of.gap().first()) {
          of.ended().add(end);
        }
      }
      seq++;
    }
  }

  /**
   * Fills a gap, unless more was heard of its task than was read: then it is read once more.
   *
   * @return the runs that ended within it
   */
  List<Run.Ended> fill(Found found) {
    Gap gap = gaps.get(found.gap().task());
    if (gap == null || found.run().heard() < gap.last()) {
      return List.of();
    }
    gaps.remove(gap.task());
    if (!found.run().isOver()) {
      tasks.put(gap.task(), found.run());
    }
    return found.ended();
  }

  // ── what runs ──────────────────────────────────────────────────────────────────────────────

  /** How long what runs now has run, all together. */
  Duration underWay(Instant now) {
    return tasks.values().stream()
        .map(run -> run.underWay(now))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Agents of which something runs. */
  Set<AgentId> agents() {
    Set<AgentId> agents = new TreeSet<>();
    tasks.forEach((task, run) -> {
      if (run.isUnderWay()) {
        agents.add(task.agent());
      }
    });
    return agents;
  }
}
