package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.Mail;
import dev.reveille.core.Schedule;
import dev.reveille.core.Sleep;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Filters;
import dev.reveille.engine.Json;
import dev.reveille.engine.Views;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How an agent looks from outside. */
final class AgentView {
  private AgentView() {}

  /**
   * @param now in whole milliseconds
   */
  static Map<String, @Nullable Object> whole(
      Agent agent, String description, String why, Instant now) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("agentId", agent.id());
    view.put("definition", agent.definition().isEmpty() ? null : agent.definition());
    view.put("description", description);
    view.put("state", agent.state());
    view.put("since", agent.since());
    view.put("why", why);
    view.put(
        "nextWake",
        agent.nextWake(now).map(w -> Fields.of("at", w.at(), "cause", w.cause())).orElse(null));
    view.put("queue", queue(agent));
    view.put("running", tasks(agent, true));
    view.put("waiting", tasks(agent, false));
    view.put("sleep", agent.sleep() == null ? null : json(agent.sleep()));
    view.put("schedules", agent.schedules().stream().map(s -> schedule(agent, s)).toList());
    view.put("subscriptions", agent.subscriptions().stream().map(AgentView::subscription).toList());
    view.put("mail", Map.of("unread", agent.mails().stream().filter(Mail::isUnread).count()));
    view.put("usage", agent.usage());
    view.put("budget", agent.config().budget());
    view.put("spent", json(agent.spent().in(agent.config().budget(), now)));
    view.put("errorCount", agent.errorCount());
    view.put("lastError", agent.lastError());
    view.put("lastActive", agent.lastActive());
    view.put("deadLetters", agent.deadLetters().size());
    view.put("config", json(agent.config()));
    view.put("createdAt", agent.createdAt());
    view.put("seq", agent.seq());
    return view;
  }

  /** In AIWhisperer's words. */
  static Map<String, @Nullable Object> brief(Agent agent) {
    Sleep sleep = agent.sleep();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("state", agent.state());
    view.put("queue_depth", agent.queueDepth());
    view.put("current_task", first(agent));
    view.put("sleep_until", sleep == null ? null : sleep.until());
    view.put("wake_events", sleep == null ? List.of() : sleep.wakeEvents());
    view.put("error_count", agent.errorCount());
    view.put("last_active", agent.lastActive());
    return view;
  }

  /** One line of a list. */
  static Object row(Views.AgentRow row) {
    return Fields.of(
        "agentId", row.agentId(),
        "state", row.state(),
        "definition", row.definition().isEmpty() ? null : row.definition(),
        "createdAt", row.createdAt(),
        "since", row.since(),
        "running", row.running(),
        "queued", row.queued(),
        "wakeAt", row.wakeAt(),
        "errorCount", row.errorCount(),
        "lastActive", row.lastActive(),
        "seq", row.seq());
  }

  private static @Nullable TaskId first(Agent agent) {
    return agent.tasks().stream()
        .filter(Task::isRunning)
        .map(task -> new TaskId(agent.id(), task.seq()))
        .findFirst()
        .orElse(null);
  }

  private static Map<String, @Nullable Object> queue(Agent agent) {
    Map<dev.reveille.core.Priority, Integer> byPriority =
        new EnumMap<>(dev.reveille.core.Priority.class);
    Instant oldest = null;
    for (Task task : agent.tasks()) {
      if (!task.isRunning()) {
        byPriority.merge(task.priority(), 1, Integer::sum);
        oldest = oldest == null || task.queuedAt().isBefore(oldest) ? task.queuedAt() : oldest;
      }
    }
    Map<String, Integer> named = new LinkedHashMap<>();
    byPriority.forEach((p, n) -> named.put(p.name().toLowerCase(Locale.ROOT), n));
    Map<String, @Nullable Object> queue = new LinkedHashMap<>();
    queue.put("depth", agent.queueDepth());
    queue.put("oldestAt", oldest);
    queue.put("byPriority", named);
    return queue;
  }

  private static List<Map<String, @Nullable Object>> tasks(Agent agent, boolean running) {
    return agent.tasks().stream()
        .filter(task -> task.isRunning() == running)
        .limit(100)
        .map(task -> task(agent, task))
        .toList();
  }

  private static Object schedule(Agent agent, Schedule schedule) {
    return Fields.of(
        "scheduleId", schedule.id(),
        "schedule", schedule.spec().schedule(),
        "timezone", schedule.spec().timezone(),
        "next", schedule.firesAt(agent.id()),
        "paused", schedule.paused(),
        "runs", schedule.runs());
  }

  private static Object subscription(dev.reveille.core.Subscription subscription) {
    return Fields.of(
        "subscriptionId", subscription.id(),
        "events", subscription.events(),
        "filter", Filters.write(subscription.filter()),
        "minPriority", subscription.minPriority(),
        "prompt", subscription.prompt(),
        "wake", subscription.wake());
  }

  private static Map<String, @Nullable Object> task(Agent agent, Task task) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("taskId", new TaskId(agent.id(), task.seq()));
    view.put("state", task.state());
    view.put("priority", task.priority());
    view.put("threadId", task.threadId());
    view.put("queuedAt", task.queuedAt());
    view.put("notBefore", task.notBefore());
    view.put("attempt", task.attempt());
    view.put("steps", task.steps());
    view.put("runningSince", task.runSince());
    view.put(
        "calls",
        task.calls().stream()
            .map(call ->
                Fields.of("callId", call.callId(), "tool", call.tool(), "wakeAt", call.wakeAt()))
            .toList());
    return view;
  }

  /** A record of the core as the journal writes it. */
  static JsonNode json(Object value) {
    return Json.MAPPER.valueToTree(value);
  }
}
