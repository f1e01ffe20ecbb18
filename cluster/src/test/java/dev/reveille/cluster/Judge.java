package dev.reveille.cluster;

import dev.reveille.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the journal in PostgreSQL row by row, asks no server, and says what should not be. It knows
 * of the format what {@code docs/} says, and shares no code with those who write it.
 */
final class Judge {
  private static final Set<String> ENDS =
      Set.of("TaskSucceeded", "TaskFailed", "TaskCancelled", "TaskExpired", "TaskDied");

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Journal> agents = new TreeMap<>();
  private final Map<String, Integer> mails = new HashMap<>();
  private final Set<String> noted = new HashSet<>();
  private long entries;
  private int tasks;
  private int wakes;
  private int firings;
  private int unknown;
  private int interruptions;

  /** One agent, as far as it was read. */
  private static final class Journal {
    private long last;
    private final Map<Long, Task> tasks = new HashMap<>();
    private final Map<String, Long> keys = new HashMap<>();
    private final Map<String, TreeSet<Instant>> due = new HashMap<>();
    private @Nullable Instant sleepsUntil;
    private boolean asleep;
  }

  private static final class Task {
    private final Set<String> steps = new HashSet<>();
    private final Map<String, JsonNode> calls = new HashMap<>();
    private final Map<String, Instant> rests = new HashMap<>();
    private @Nullable String end;
  }

  static Judge of(PostgresServer.Place place) throws SQLException {
    Judge judge = new Judge();
    try (Connection database =
            DriverManager.getConnection(place.url(), place.user(), place.password());
        var statement = database.createStatement()) {
      database.setAutoCommit(false);
      statement.setFetchSize(1_000);
      long next = 1;
      ResultSet rows =
          statement.executeQuery(
              "SELECT position, agent_id, seq, entry_count, at_ms, body FROM journal ORDER BY position");
      while (rows.next()) {
        judge.must(rows.getLong(1) == next, "position " + rows.getLong(1) + " follows " + next);
        JsonNode all =
            ThreeNodes.JSON.readTree(new String(rows.getBytes(6), StandardCharsets.UTF_8));
        judge.must(all.size() == rows.getInt(4), "entries of the row at " + next);
        Instant at = Instant.ofEpochMilli(rows.getLong(5));
        long seq = rows.getLong(3);
        for (JsonNode entry : all) {
          judge.entry(rows.getString(2), seq++, at, entry);
        }
        next = rows.getLong(1) + all.size();
      }
      judge.entries = next - 1;
      ResultSet head = statement.executeQuery("SELECT value FROM progress WHERE name = 'head'");
      judge.must(head.next() && head.getLong(1) == next - 1, "the head is not at " + (next - 1));
    }
    judge.agents.forEach(judge::end);
    return judge;
  }

  private void must(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  private void entry(String id, long seq, Instant at, JsonNode entry) {
    Journal agent = agents.computeIfAbsent(id, name -> new Journal());
    String what = id + "/" + seq + " " + entry.path("type").asString();
    must(seq == agent.last + 1, what + " follows " + agent.last);
    agent.last = seq;
    switch (entry.path("type").asString()) {
      case "TaskQueued" -> queued(agent, seq, what, entry);
      case "FellAsleep" -> {
        agent.asleep = true;
        JsonNode until = entry.path("sleep").path("until");
        agent.sleepsUntil = until.isString() ? Instant.parse(until.asString()) : null;
      }
      case "Woke" -> {
        must(agent.asleep, what + " and had not slept");
        agent.asleep = false;
        wakes++;
        boolean byTime = entry.path("cause").asString().equals("time");
        must(!byTime || !at.isBefore(agent.sleepsUntil), what + " before " + agent.sleepsUntil);
      }
      case "MailReceived" ->
          mails.merge(id + ": " + entry.path("body").asString(), 1, Integer::sum);
      case "ScheduleFired", "ScheduleSkipped", "ScheduleMissed" -> fired(agent, what, at, entry);
      default -> {
        if (entry.has("task")) {
          ofTask(agent, what, at, entry);
        }
      }
    }
  }

  private void queued(Journal agent, long seq, String what, JsonNode entry) {
    tasks++;
    agent.tasks.put(seq, new Task());
    String key = entry.path("idempotencyKey").asString("");
    if (!key.isEmpty()) {
      must(agent.keys.put(key, seq) == null, what + ": " + key + " was queued twice");
    }
  }

  private void fired(Journal agent, String what, Instant at, JsonNode entry) {
    TreeSet<Instant> due =
        agent.due.computeIfAbsent(entry.path("schedule").asString(), name -> new TreeSet<>());
    Instant first = Instant.parse(entry.path("dueAt").asString());
    Instant last = Instant.parse(entry.path("lastDueAt").asString(first.toString()));
    must(!at.isBefore(first), what + " before it was due");
    for (Instant each = first; !each.isAfter(last); each = each.plus(Chaos.INTERVAL)) {
      firings++;
      must(due.add(each), what + " twice, for " + each);
    }
  }

  private void ofTask(Journal agent, String what, Instant at, JsonNode entry) {
    Task task = agent.tasks.get(entry.path("task").asLong());
    if (task == null) {
      problems.add(what + " is of no task");
      return;
    }
    String type = entry.path("type").asString();
    must(task.end == null, what + " comes after the task's end");
    String callId = entry.path("callId").asString("");
    switch (type) {
      case "TaskInterrupted" -> interruptions++;
      case "ModelReplied" -> {
        must(task.steps.add("reply " + entry.path("step")), what + ": step twice");
        for (JsonNode call : entry.path("reply").path("calls")) {
          task.calls.put(call.path("callId").asString(), call);
        }
      }
      case "ToolCalled" -> must(task.steps.add("call " + callId), what + " twice");
      case "ToolSuspended" -> task.rests.put(callId, Instant.parse(entry.path("until").asString()));
      case "ToolReturned" -> returned(task, callId, what, at, entry);
      default -> {
        if (ENDS.contains(type)) {
          task.end = type;
        }
      }
    }
  }

  private void returned(Task task, String callId, String what, Instant at, JsonNode entry) {
    must(task.steps.contains("call " + callId), what + " without a call");
    must(task.steps.add("return " + callId), what + " twice");
    Instant rest = task.rests.get(callId);
    must(rest == null || !at.isBefore(rest), what + " before " + rest);
    String outcome = entry.path("outcome").asString();
    if (outcome.equals("unknown")) {
      unknown++;
    } else if (outcome.equals("ok")) {
      JsonNode call = task.calls.getOrDefault(callId, ThreeNodes.JSON.createObjectNode());
      if (call.path("tool").asString(call.path("name").asString()).equals("run_command")) {
        noted.add(arguments(call).path("arguments").path(0).asString());
      }
    } else {
      problems.add(what + " failed: " + entry.path("text").asString());
    }
  }

  private static JsonNode arguments(JsonNode call) {
    JsonNode given = call.path("arguments");
    return given.isString() ? ThreeNodes.JSON.readTree(given.asString()) : given;
  }

  private void end(String id, Journal agent) {
    agent.tasks.forEach((seq, task) -> must(task.end != null, id + "/" + seq + " has no end"));
    must(!agent.asleep || agent.sleepsUntil == null, id + " sleeps, until " + agent.sleepsUntil);
    agent.due.forEach((schedule, due) -> {
      long missing = Duration.between(due.first(), due.last()).dividedBy(Chaos.INTERVAL) + 1;
      must(due.size() == missing, id + ": " + schedule + " has " + due.size() + " of " + missing);
    });
  }

  // ── what was promised ──────────────────────────────────────────────────────────────────────

  /** A task that was acknowledged under a key ended well. */
  void acknowledged(String key, String taskId) {
    String id = taskId.substring(0, taskId.lastIndexOf('/'));
    long seq = Long.parseLong(taskId.substring(taskId.lastIndexOf('/') + 1));
    Journal agent = agents.get(id);
    Task task = agent == null ? null : agent.tasks.get(seq);
    if (agent == null || task == null) {
      problems.add(key + " was acknowledged as " + taskId + ", which is not there");
      return;
    }
    must(Long.valueOf(seq).equals(agent.keys.get(key)), key + " is another task than " + taskId);
    must("TaskSucceeded".equals(task.end), taskId + " ended as " + task.end);
  }

  /** A mail that was recorded as sent arrived once. */
  void mailed(String to, String body) {
    int times = mails.getOrDefault(to + ": " + body, 0);
    must(times == 1, "mail to " + to + ", " + body + ", arrived " + times + " times");
  }

  /** What cannot be repeated was done once, or not at all if nobody knows. */
  void ledger(List<String> lines) {
    Set<String> once = new HashSet<>();
    lines.forEach(line -> must(once.add(line), line + " was done twice"));
    noted.forEach(line -> must(once.contains(line), line + " is recorded, and was not done"));
  }

  List<String> problems() {
    return problems.subList(0, Math.min(problems.size(), 20));
  }

  String figures() {
    return "%d entries, %d tasks, %d wakes, %d firings, %d steps that cannot be repeated (and %d of"
            .formatted(entries, tasks, wakes, firings, noted.size(), unknown)
        + " unknown outcome), %d interruptions".formatted(interruptions);
  }
}
