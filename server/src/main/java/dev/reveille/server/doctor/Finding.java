package dev.reveille.server.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was found about one thing.
 *
 * @param detail what is so
 * @param advice what to do; empty if there is nothing to do
 */
public record Finding(String name, Level level, String detail, String advice) {

  /** How bad it is. */
  public enum Level {
    OK,
    WARN,
    FAIL
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, Level.OK, detail, "");
  }

  static Finding warn(String name, String detail, String advice) {
    return new Finding(name, Level.WARN, detail, advice);
  }

  static Finding fail(String name, String detail, String advice) {
    return new Finding(name, Level.FAIL, detail, advice);
  }

  Map<String, String> json() {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("level", level.name().toLowerCase(Locale.ROOT));
    json.put("detail", detail);
    json.put("advice", advice);
    return json;
  }

  @Override
  public String toString() {
    String line = "%-5s %-12s %s".formatted(level.name().toLowerCase(Locale.ROOT), name, detail);
    return advice.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(19) + "→ " + advice;
  }
}
