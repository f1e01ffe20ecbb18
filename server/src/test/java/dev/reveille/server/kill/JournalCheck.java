package dev.reveille.server.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one agent's journal from its first entry to its last, and says what should not be. */
final class JournalCheck {
  private static final Set<String> ENDS =
      Set.of("TaskSucceeded", "TaskFailed", "TaskCancelled", "TaskExpired", "TaskDied");

  private final String agent;
  private final BiFunction<Instant, Instant, Duration> served;
  private final List<String> problems = new ArrayList<>();
  private final Map<Long, Work> tasks = new HashMap<>();
  private final Map<String, Long> keys = new HashMap<>();
  private long last;
  private @Nullable Instant sleepsUntil;
  private boolean asleep;
  private int wakes;
  private Duration latest = Duration.ZERO;
  private String latestOne = "none";

  /** One task, as far as the journal has told. */
  static final class Work {
    private final Set<String> steps = new HashSet<>();
    private final Map<String, Instant> rests = new HashMap<>();
    private int replies;
    private int returns;
    private int starts;
    private @Nullable String end;
    private String lastText = "";

    @Nullable String end() {
      return end;
    }

    int replies() {
      return replies;
    }

    int returns() {
      return returns;
    }

    String lastText() {
      return lastText;
    }
  }

  /**
   * @param served how long there was one and the same server within a time
   */
  JournalCheck(String agent, BiFunction<Instant, Instant, Duration> served) {
    this.agent = agent;
    this.served = served;
  }

  /** The next entry, as {@code getTimeline} answers it. */
  void entry(JsonNode entry) {
    long seq = entry.path("seq").asLong();
    String type = entry.path("type").asString();
    Instant at = Instant.parse(entry.path("at").asString());
    must(seq == last + 1, "entry " + seq + " follows " + last);
    last = seq;
    switch (type) {
      case "TaskQueued" -> queued(seq, entry);
      case "FellAsleep" -> fellAsleep(entry);
      case "Woke" -> woke(entry, at);
      default -> {
        if (entry.has("task")) {
          ofTask(type, entry, at);
        }
      }
    }
  }

  private void queued(long seq, JsonNode entry) {
    tasks.put(seq, new Work());
    String key = entry.path("idempotencyKey").asString();
    must(keys.put(key, seq) == null, key + " was queued twice");
  }

  private void fellAsleep(JsonNode entry) {
    asleep = true;
    JsonNode until = entry.path("sleep").path("until");
    sleepsUntil = until.isString() ? Instant.parse(until.asString()) : null;
  }

  private void woke(JsonNode entry, Instant at) {
    must(asleep, "woke at " + at + " and had not slept");
    asleep = false;
    wakes++;
    if (entry.path("cause").asString().equals("time")) {
      notBefore("woke", sleepsUntil, at);
    }
  }

  private void notBefore(String what, @Nullable Instant until, Instant at) {
    must(until != null && !at.isBefore(until), what + " at " + at + ", before " + until);
    Duration late = until == null ? Duration.ZERO : served.apply(until, at);
    if (late.compareTo(latest) > 0) {
      latest = late;
      latestOne = "%s of %s, due at %s, came at %s".formatted(what, agent, until, at);
    }
  }

  private void ofTask(String type, JsonNode entry, Instant at) {
    String name = type + " " + entry.path("task");
    Work task = tasks.get(entry.path("task").asLong());
    if (task == null) {
      problems.add(name + " at " + at + " is of no task");
      return;
    }
    must(task.end == null, name + " comes after its end");
    String callId = entry.path("callId").asString("");
    switch (type) {
      case "TaskStarted" -> task.starts++;
      case "ModelReplied" -> {
        must(task.steps.add("model " + entry.path("step")), name + " step twice: " + entry);
        must(entry.path("step").asInt() == ++task.replies, name + " step missing: " + entry);
        task.lastText = entry.path("reply").path("text").asString();
      }
      case "ToolCalled" -> must(task.steps.add("call " + callId), name + " twice: " + callId);
      case "ToolSuspended" -> task.rests.put(callId, Instant.parse(entry.path("until").asString()));
      case "ToolReturned" -> {
        must(task.steps.add("return " + callId), name + " twice: " + callId);
        must(task.steps.contains("call " + callId), name + " without a call: " + callId);
        task.returns++;
        if (task.rests.containsKey(callId)) {
          notBefore(name, task.rests.get(callId), at);
        }
      }
      default -> {
        if (ENDS.contains(type)) {
          task.end = type;
          must(task.starts > 0, name + " ended before it started");
        }
      }
    }
  }

  private void must(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(agent + ": " + otherwise);
    }
  }

  /** All that was wrong, at the end of the journal. */
  List<String> problems() {
    tasks.forEach((seq, task) -> must(task.end != null, "task " + seq + " has no end"));
    must(!asleep || sleepsUntil == null, "still asleep, though only until " + sleepsUntil);
    return List.copyOf(problems);
  }

  /** The task with that key; null if there is none. */
  @Nullable Work task(String taskId) {
    return tasks.get(Long.parseLong(taskId.substring(taskId.lastIndexOf('/') + 1)));
  }

  boolean isKeyOf(String key, String taskId) {
    return (agent + "/" + keys.get(key)).equals(taskId);
  }

  long entries() {
    return last;
  }

  int tasks() {
    return tasks.size();
  }

  int wakes() {
    return wakes;
  }

  /** The longest that a server was there and had not yet woken an agent or a tool that was due. */
  Duration latest() {
    return latest;
  }

  String latestOne() {
    return latestOne;
  }
}
