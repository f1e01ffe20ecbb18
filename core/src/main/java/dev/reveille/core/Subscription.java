package dev.reveille.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants to hear, and what it then does.
 *
 * @param events names, {@code *} as wildcard
 * @param filter attributes or fields of the data that must be equal, as text
 * @param prompt of the task; {@code {{event}}} and {@code {{data}}} stand for the event's
 * @param wake whether it wakes the agent from its sleep
 */
public record Subscription(
    String id,
    List<String> events,
    Map<String, String> filter,
    Priority minPriority,
    @Nullable String prompt,
    boolean wake) {
  public Subscription {
    events = List.copyOf(events);
    filter = Map.copyOf(filter);
    Check.range("subscriptionId's length", id.length(), 1, 200);
    Check.range("events", events.size(), 1, 100);
    if (prompt != null) {
      Check.that(!prompt.isBlank(), "prompt must say something", '"' + prompt + '"');
      Check.range("prompt's length", prompt.length(), 1, 20_000);
    }
    Check.range("filter's size", filter.size(), 0, 20);
  }

  /**
   * True if name, priority and filter fit.
   *
   * @param attributes what the filter looks at
   */
  boolean wants(Event event, Map<String, String> attributes) {
    return event.priority().atLeast(minPriority)
        && filter.entrySet().stream().allMatch(e -> e.getValue().equals(attributes.get(e.getKey())))
        && events.stream().anyMatch(pattern -> Event.matches(pattern, event.name()));
  }
}
