package dev.reveille.core;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, told to whoever listens: CloudEvents 1.0 attributes and a priority.
 *
 * @param name CloudEvents' type, 1 to 200 characters
 * @param eventId CloudEvents' id
 * @param data a JSON value as text
 * @param targets only these agents hear it; null: all that listen
 * @param attributes the other CloudEvents attributes by their names, such as {@code time}, {@code
 *     datacontenttype}, {@code dataschema} and extensions; null: none
 */
public record Event(
    String name,
    Priority priority,
    String eventId,
    @Nullable String source,
    @Nullable String subject,
    @Nullable String data,
    @Nullable List<String> targets,
    @Nullable Map<String, String> attributes) {
  /** The longest name, in characters. */
  public static final int MAX_NAME = 200;

  /** The most attributes besides those that have a place of their own. */
  public static final int MAX_ATTRIBUTES = 32;

  /** The longest value of such an attribute, in characters. */
  public static final int MAX_ATTRIBUTE = 1_000;

  /** Set by the engine on what it publishes about an agent: that agent does not hear it. */
  public static final String ABOUT = "reveilleagent";

  /** Set on what an agent publishes: how many mails, events and tasks led to it. */
  public static final String CHAIN = "reveillechain";

  private static final Set<String> TAKEN =
      Set.of("specversion", "type", "id", "source", "subject", "data", "event", "priority");

  public Event {
    Check.that(!name.isBlank(), "event must be a name", '"' + name + '"');
    Check.range("event's length", name.length(), 1, MAX_NAME);
    Check.range("source's length", source == null ? 0 : source.length(), 0, 1_000);
    Check.range("subject's length", subject == null ? 0 : subject.length(), 0, 1_000);
    Check.range("eventId's length", eventId.length(), 1, 200);
    if (targets != null) {
      targets = List.copyOf(targets);
      Check.range("targets", targets.size(), 0, 10_000);
    }
    attributes = attributes == null || attributes.isEmpty() ? null : Map.copyOf(attributes);
    if (attributes != null) {
      Check.range("attributes", attributes.size(), 0, MAX_ATTRIBUTES);
      attributes.forEach(Event::check);
    }
  }

  /** An event without other attributes. */
  public Event(
      String name,
      Priority priority,
      String eventId,
      @Nullable String source,
      @Nullable String subject,
      @Nullable String data,
      @Nullable List<String> targets) {
    this(name, priority, eventId, source, subject, data, targets, null);
  }

  private static void check(String name, String value) {
    boolean plain = name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    Check.that(
        plain && !name.isEmpty() && name.length() <= 40,
        "attributes have names of 1 to 40 of a-z and 0-9",
        '"' + name + '"');
    Check.that(!TAKEN.contains(name), "attributes does not take what has a place of its own", name);
    Check.range("attributes." + name + "'s length", value.length(), 0, MAX_ATTRIBUTE);
  }

  /** True if the engine published it about this agent. */
  boolean isAbout(AgentId agent) {
    return attributes != null && agent.value().equals(attributes.get(ABOUT));
  }

  /** How many mails, events and tasks led to it; 0 if nobody says so. */
  int hops() {
    String said = attributes == null ? null : attributes.get(CHAIN);
    return said != null && said.matches("[0-9]{1,6}") ? Integer.parseInt(said) : 0;
  }

  /** What makes it the same event: CloudEvents promises that source and id together are unique. */
  String key() {
    String from = source == null ? "" : source;
    return "event:" + from.length() + ':' + from + eventId;
  }

  /** True if a pattern with {@code *} for anything fits a name. */
  public static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
