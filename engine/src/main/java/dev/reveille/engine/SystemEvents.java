package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events that the engine itself publishes, if somebody listens to them: what happens to agents,
 * deaths of tasks, and alerts.
 */
final class SystemEvents {
  static final String ALERT = "system_alert";
  static final String UNDELIVERED = "undelivered:";

  /** An agent that is woken by such an event is the cause of another; so many may follow. */
  static final int MAX_HOPS = 5;

  private static final String TASK_DEAD = "task.dead";
  static final String BUDGET = "budget.exhausted";
  private static final String WOKE = "agent.woke";
  private static final String HOPS = "reveillehops";
  private static final String QUARANTINED = "quarantined";
  private static final String SOURCE = "reveille";

  private SystemEvents() {}

  /** Names of the events that an entry may be. */
  static List<String> names(Entry entry) {
    return switch (entry) {
      case Entry.AgentCreated e -> List.of("agent.created");
      case Entry.AgentDeleted e -> List.of("agent.deleted");
      case Entry.AgentStarted e -> List.of("agent.started");
      case Entry.AgentStopped e -> List.of("agent.stopped");
      case Entry.FellAsleep e -> List.of("agent.sleeping");
      case Entry.Woke e -> List.of(WOKE);
      case Entry.BudgetExhausted e -> List.of(BUDGET);
      case Entry.TaskOverBudget e -> List.of(BUDGET);
      case Entry.TaskDied e -> isQuarantine(e) ? List.of(TASK_DEAD, ALERT) : List.of(TASK_DEAD);
      default -> List.of();
    };
  }

  private static boolean isQuarantine(Entry.TaskDied died) {
    return died.failure().message().startsWith(QUARANTINED);
  }

  /**
   * The events that an entry of a row is, of these names. Blocks.
   *
   * @param index of the entry in its row
   */
  static List<Event> of(Journal journal, Journal.Recorded row, int index, List<String> names) {
    return switch (row.entries().get(index)) {
      case Entry.TaskDied e -> died(journal, row, e, names);
      case Entry.Woke e -> woke(journal, row, index, e);
      case Entry.FellAsleep(Sleep sleep) -> {
        ObjectNode data = data(row).put("reason", sleep.reason());
        if (sleep.until() != null) {
          data.put("until", sleep.until().toString());
        }
        yield List.of(ofAgent(row, index, names.getFirst(), data, 0));
      }
      case Entry.BudgetExhausted e ->
          List.of(ofAgent(row, index, names.getFirst(), data(row).put("reached", e.reached()), 0));
      case Entry.TaskOverBudget e -> {
        String task = new TaskId(row.agent(), e.task()).toString();
        ObjectNode data = data(row).put("taskId", task).put("reached", e.reached());
        yield List.of(ofAgent(row, index, names.getFirst(), data, 0));
      }
      default -> List.of(ofAgent(row, index, names.getFirst(), data(row), 0));
    };
  }

  private static ObjectNode data(Journal.Recorded row) {
    return Json.MAPPER.createObjectNode().put("agentId", row.agent().value());
  }

  private static Event ofAgent(
      Journal.Recorded row, int index, String name, ObjectNode data, int hops) {
    String agent = row.agent().value();
    String id = name + ':' + agent + '/' + (row.seq() + index);
    Map<String, String> attributes =
        hops == 0
            ? Map.of(Event.ABOUT, agent)
            : Map.of(Event.ABOUT, agent, HOPS, String.valueOf(hops));
    return new Event(name, Priority.NORMAL, id, agent, null, data.toString(), null, attributes);
  }

  /** None if too many have woken each other. */
  private static List<Event> woke(
      Journal journal, Journal.Recorded row, int index, Entry.Woke woke) {
    boolean byEvent = woke.cause() == Entry.Woke.Cause.EVENT;
    int hops = 1 + (byEvent ? hops(journal, row, index) : 0);
    if (hops > MAX_HOPS) {
      return List.of();
    }
    String cause = woke.cause().name().toLowerCase(Locale.ROOT);
    ObjectNode data = data(row).put("cause", cause).put("why", woke.reason());
    return List.of(ofAgent(row, index, WOKE, data, hops));
  }

  /** How many had woken each other before: the event that woke says it. */
  private static int hops(Journal journal, Journal.Recorded row, int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (row.entries().get(i) instanceof Entry.EventReceived received) {
        long number = eventNumber(received.idempotencyKey());
        Event event = number < 1 ? null : published(journal, number);
        String hops =
            event == null || event.attributes() == null ? null : event.attributes().get(HOPS);
        return hops == null ? 0 : Integer.parseInt(hops);
      }
    }
    return 0;
  }

  /** The number in the event log that a receiver's key is made of; 0 if it is of something else. */
  static long eventNumber(String key) {
    String digits = key.startsWith("event:") ? key.substring(6) : "";
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Long.parseLong(digits) : 0;
  }

  private static @Nullable Event published(Journal journal, long number) {
    Entry entry = journal.entry(AgentId.EVENT_LOG, number).orElse(null);
    return entry instanceof Entry.EventPublished published ? published.event() : null;
  }

  /** The death of whoever was told of a death is told to nobody, or it would never end. */
  private static List<Event> died(
      Journal journal, Journal.Recorded row, Entry.TaskDied died, List<String> names) {
    TaskId task = new TaskId(row.agent(), died.task());
    String origin =
        TaskHistory.read(journal, task).map(history -> history.queued().origin()).orElse(null);
    if (origin == null
        || origin.startsWith("event:" + TASK_DEAD + ':')
        || origin.startsWith("event:" + ALERT + ':')) {
      return List.of();
    }
    String agent = row.agent().value();
    List<Event> events = new ArrayList<>();
    for (String name : names) {
      ObjectNode data = Json.MAPPER.createObjectNode().put("taskId", task.toString());
      if (name.equals(ALERT)) {
        data.put("kind", "task.quarantined").put("why", died.failure().message());
      }
      events.add(
          new Event(name, Priority.HIGH, name + ':' + task, agent, null, data.toString(), null));
    }
    return events;
  }

  // ── alerts that stand in no entry ──────────────────────────────────────────────────────────

  /** Always published, and a dead letter if nobody listens: this is its record. */
  static Event undelivered(long position, String what, int tries) {
    ObjectNode data =
        Json.MAPPER
            .createObjectNode()
            .put("kind", "post.undelivered")
            .put("position", position)
            .put("what", what)
            .put("tries", tries);
    return alert(UNDELIVERED + position, data);
  }

  static Event storeRecovered(Instant from, Instant to, String why) {
    ObjectNode data =
        Json.MAPPER
            .createObjectNode()
            .put("kind", "store.recovered")
            .put("from", from.toString())
            .put("to", to.toString())
            .put("why", why);
    return alert(ALERT + ":store@" + from, data);
  }

  static Event loadHigh(Instant since, Duration lasted, double load) {
    ObjectNode data =
        Json.MAPPER
            .createObjectNode()
            .put("kind", "load.high")
            .put("since", since.toString())
            .put("seconds", lasted.toSeconds())
            .put("load", load);
    return alert(ALERT + ":load@" + since, data);
  }

  /** What all agents may spend together is spent in the window that began then. */
  static Event budgetSpent(Instant window, String reached) {
    ObjectNode data =
        Json.MAPPER.createObjectNode().put("window", window.toString()).put("reached", reached);
    String id = BUDGET + ":server@" + window;
    return new Event(BUDGET, Priority.HIGH, id, SOURCE, null, data.toString(), null);
  }

  private static Event alert(String id, ObjectNode data) {
    return new Event(ALERT, Priority.HIGH, id, SOURCE, null, data.toString(), null);
  }
}
