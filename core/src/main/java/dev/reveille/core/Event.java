package dev.reveille.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, told to whoever listens: CloudEvents 1.0 attributes and a priority.
 *
 * @param name CloudEvents' type, 1 to 200 characters
 * @param eventId CloudEvents' id
 * @param data a JSON value as text
 * @param targets only these agents hear it; null: all that listen
 */
public record Event(
    String name,
    Priority priority,
    String eventId,
    @Nullable String source,
    @Nullable String subject,
    @Nullable String data,
    @Nullable List<String> targets) {
  public Event {
    Check.that(!name.isBlank(), "event must be a name", '"' + name + '"');
    Check.range("event's length", name.length(), 1, 200);
    Check.range("source's length", source == null ? 0 : source.length(), 0, 1_000);
    Check.range("subject's length", subject == null ? 0 : subject.length(), 0, 1_000);
    Check.range("eventId's length", eventId.length(), 1, 200);
    if (targets != null) {
      targets = List.copyOf(targets);
      Check.range("targets", targets.size(), 0, 10_000);
    }
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
