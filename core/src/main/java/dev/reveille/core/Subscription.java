package dev.reveille.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants to hear, and what it then does.
 *
 * @param events names, {@code *} as wildcard
 * @param filter of their attributes and data; {@link Filter#NONE}: all of them
 * @param prompt of the task, a {@link Template}; null: a sentence with the event's name
 * @param wake whether it wakes the agent from its sleep
 */
public record Subscription(
    String id,
    List<String> events,
    Filter filter,
    Priority minPriority,
    @Nullable String prompt,
    boolean wake) {
  public Subscription {
    events = List.copyOf(events);
    Check.range("subscriptionId's length", id.length(), 1, 200);
    Check.range("events", events.size(), 1, 100);
    if (prompt != null) {
      Check.that(!prompt.isBlank(), "prompt must say something", '"' + prompt + '"');
      Check.range("prompt's length", prompt.length(), 1, 20_000);
    }
    Check.range("filter's depth", filter.depth(), 1, Filter.MAX_DEPTH);
    Check.range("filter's size", filter.nodes(), 0, Filter.MAX_NODES);
  }

  /**
   * What it makes of an event.
   *
   * @param attributes that its prompt may name, as the event's filters see them
   */
  public TaskSpec task(Event event, Map<String, String> attributes) {
    String template = prompt == null ? "Event {{event}} has come." : prompt;
    TaskSpec task =
        new TaskSpec(
            Template.expand(template, event, attributes),
            event.priority(),
            null,
            null,
            null,
            null,
            null,
            event.data(),
            null,
            "event:" + event.eventId());
    return event.hops() == 0 ? task : task.on(TaskTerms.NONE.after(event.hops()));
  }

  /** True if name, priority and filter fit. */
  boolean wants(Event event, Map<String, String> attributes) {
    return event.priority().atLeast(minPriority)
        && events.stream().anyMatch(pattern -> Event.matches(pattern, event.name()))
        && filter.fits(attributes);
  }
}
