package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the journal and the provider say of a night, held against what was to come of it. */
final class NightReport {
  private final long seed;
  private final Night night;
  private final NightCast cast;
  private final Map<TaskId, Entry.TaskQueued> queued = new LinkedHashMap<>();
  private final Map<TaskId, Entry.TaskEnded> ended = new HashMap<>();
  private final Map<AgentId, Integer> fired = new HashMap<>();
  private final Map<AgentId, Integer> exhausted = new HashMap<>();
  private final Map<String, Integer> entries = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> checked = new ArrayList<>();
  private int handledMails;
  private int notFired;
  private int late;
  private int told;

  NightReport(long seed, Night night, NightCast cast) {
    this.seed = seed;
    this.night = night;
    this.cast = cast;
    for (Journal.Recorded row : night.journal().readAfter(0, Integer.MAX_VALUE)) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        read(row.agent(), seq++, row.at(), entry);
      }
    }
    check();
  }

  private void read(AgentId agent, long seq, Instant at, Entry entry) {
    entries.merge(entry.getClass().getSimpleName(), 1, Integer::sum);
    switch (entry) {
      case Entry.TaskQueued e -> {
        queued.put(new TaskId(agent, seq), e);
        handledMails += e.mails() == null ? 0 : e.mails().size();
      }
      case Entry.TaskEnded e -> ended.put(new TaskId(agent, e.task()), e);
      case Entry.ScheduleFired e -> {
        fired.merge(agent, 1, Integer::sum);
        late += Duration.between(e.dueAt(), at).compareTo(Duration.ofSeconds(1)) > 0 ? 1 : 0;
      }
      case Entry.TaskNudged e -> told += e.cause() == Entry.TaskNudged.Cause.LOOP ? 1 : 0;
      case Entry.ScheduleSkipped e -> notFired++;
      case Entry.ScheduleMissed e -> notFired += e.count();
      case Entry.BudgetExhausted e -> exhausted.merge(agent, 1, Integer::sum);
      case Entry e -> {}
    }
  }

  // ── what must hold ─────────────────────────────────────────────────────────────────────────

  private void check() {
    must(cast.agents().size() == 50, "There are 50 agents");
    must(
        fired.equals(cast.firings()) && notFired == 0 && late == 0,
        sum(fired)
            + " firings of 20 schedules, as many as the week has; none skipped, none later than 1 s");
    must(handledMails == cast.mails(), cast.mails() + " mails, each handled by one task");
    long ofEvents =
        queued.values().stream().filter(task -> task.origin().startsWith("event")).count();
    must(
        ofEvents == cast.eventTasks(),
        cast.events() + " events, heard by 9 agents each: " + ofEvents + " tasks");
    must(
        queued.keySet().containsAll(cast.tasks()) && queued.keySet().containsAll(cast.deadly()),
        "Each of the " + (cast.tasks().size() + cast.deadly().size()) + " tasks sent is there");
    must(ended.keySet().equals(queued.keySet()), queued.size() + " tasks in all, each has ended");
    must(failedOfHealthy() == 0, "All tasks of the well-behaved agents have succeeded");
    must(loopsEnded(), "The looper's tasks were told once, and ended by loop detection");
    must(
        quarantined(),
        "What killed its process was quarantined; the crasher's other tasks are done");
    must(
        cast.agreed() == night.provider().approvedRuns(),
        cast.agreed() + " payments approved, as many made");
    String over = overspent();
    must(over == null, over == null ? "No agent passed a day's budget by more than a call" : over);
    must(
        exhausted.getOrDefault(new AgentId(NightCast.SPENDTHRIFT), 0) >= 2,
        "The spendthrift did all of its work, over several days");
    must(nobodyIsStuck(), "Nobody is stuck: no task is open, no mail unread");
  }

  private void must(boolean good, String what) {
    (good ? checked : wrong).add(what);
  }

  private static int sum(Map<AgentId, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private long failedOfHealthy() {
    Set<TaskId> bad = new HashSet<>(cast.deadly());
    return ended.entrySet().stream()
        .filter(end -> !(end.getValue() instanceof Entry.TaskSucceeded))
        .filter(end -> !bad.contains(end.getKey()) && !isLooper(end.getKey()))
        .count();
  }

  private static boolean isLooper(TaskId task) {
    return task.agent().value().equals(NightProvider.LOOPER);
  }

  private boolean loopsEnded() {
    long loops = ended.keySet().stream().filter(NightReport::isLooper).count();
    return loops == 7
        && told == loops
        && ended.entrySet().stream()
            .filter(end -> isLooper(end.getKey()))
            .allMatch(end ->
                end.getValue() instanceof Entry.TaskFailed e
                    && e.failure().message().startsWith("no progress"));
  }

  private boolean quarantined() {
    return cast.deadly().stream()
        .allMatch(task ->
            ended.get(task) instanceof Entry.TaskDied e
                && e.failure().message().startsWith("quarantined"));
  }

  /** Who spent more in a day than its budget and one call; null if nobody did. */
  private @Nullable String overspent() {
    Map<String, List<NightProvider.Bill>> days = new HashMap<>();
    for (NightProvider.Bill bill : night.provider().bills()) {
      days.computeIfAbsent(bill.agent() + " on day " + day(bill.at()), key -> new ArrayList<>())
          .add(bill);
    }
    for (Map.Entry<String, List<NightProvider.Bill>> day : days.entrySet()) {
      long limit =
          day.getKey().startsWith(NightCast.SPENDTHRIFT)
              ? NightCast.SPENDTHRIFT_TOKENS_A_DAY
              : NightCast.TOKENS_A_DAY;
      long spent = day.getValue().stream().mapToLong(NightProvider.Bill::tokens).sum();
      long dearest = day.getValue().stream().mapToLong(NightProvider.Bill::tokens).max().orElse(0);
      if (spent >= limit + dearest) {
        return day.getKey() + " spent " + spent + " tokens of " + limit;
      }
    }
    return null;
  }

  private static int day(Instant at) {
    return (int) Duration.between(Night.START, at).toDays() + 1;
  }

  private boolean nobodyIsStuck() {
    return cast.agents().stream()
        .map(id -> Scribe.load(night.journal(), id))
        .allMatch(NightReport::isDone);
  }

  private static boolean isDone(Agent agent) {
    return agent.tasks().isEmpty() && !agent.hasUnread();
  }

  /** What must hold and does not; empty if all is well. */
  List<String> wrong() {
    return wrong;
  }

  // ── as text ────────────────────────────────────────────────────────────────────────────────

  String text() {
    StringBuilder text = new StringBuilder("# A week in fast motion\n\n");
    text.append(
        """
        50 agents live through a week on the real engine, in simulated time, with simulated models
        and tools; the process is killed again and again. This page was written by
        """);
    text.append("`./dev night --seed ").append(seed).append(" --report docs/night.md`, which ");
    text.append("makes it anew; another seed makes another week.\n\n## What broke\n\n");
    text.append("| what | when, or how often |\n|---|---|\n");
    for (NightProvider.Outage outage : night.provider().outages()) {
      String how = outage.out().name().toLowerCase(Locale.ROOT);
      line(text, "the provider is out (" + how + ")", times(List.of(outage.time())));
    }
    line(text, "it refuses four of five calls (429)", times(night.provider().storms()));
    line(text, "calls that came to nothing so", night.provider().refused());
    line(text, "replies cut off", night.provider().cut());
    line(text, "tools that hung until their limit of 120 s", night.provider().hung());
    line(text, "processes that died", night.lives() - 1);
    line(text, "tasks interrupted by that, or for want of budget", count("TaskInterrupted"));
    text.append("\n## What held\n\n");
    checked.forEach(line -> text.append("- ").append(line).append(".\n"));
    wrong.forEach(line -> text.append("- **Not so: ").append(line).append(".**\n"));
    text.append("\n## What it took\n\n| | |\n|---|---|\n");
    line(text, "entries in the journal", entries.values().stream().mapToInt(n -> n).sum());
    line(text, "model calls", night.provider().bills().size());
    line(text, "tool calls", count("ToolCalled"));
    line(text, "waits for the provider, no attempt burnt", count("TaskDeferred"));
    line(text, "calls given up, reckoned as the dearest", count("CallLost"));
    line(text, "times that a budget was said to be spent", sum(exhausted));
    text.append("\n## What the spendthrift spent\n\n| day | tokens | budget |\n|---|---|---|\n");
    Map<Integer, Long> days = new TreeMap<>();
    for (NightProvider.Bill bill : night.provider().bills()) {
      if (bill.agent().value().equals(NightCast.SPENDTHRIFT)) {
        days.merge(day(bill.at()), bill.tokens(), Long::sum);
      }
    }
    days.forEach((day, tokens) ->
        text.append(
            String.format(
                Locale.ROOT,
                "| %d | %d | %d |%n",
                day,
                tokens,
                NightCast.SPENDTHRIFT_TOKENS_A_DAY)));
    return text.toString();
  }

  private static void line(StringBuilder text, String what, Object value) {
    text.append("| ").append(what).append(" | ").append(value).append(" |\n");
  }

  private int count(String entry) {
    return entries.getOrDefault(entry, 0);
  }

  private static String times(List<NightProvider.Time> times) {
    List<String> all = new ArrayList<>();
    for (NightProvider.Time time : times) {
      all.add("day " + day(time.from()) + ": " + time.length().toMinutes() + " min");
    }
    return String.join(", ", all);
  }
}
