package dev.reveille.engine;

import dev.reveille.core.Message;
import java.util.List;

/** What models are told, for people. */
final class Told {
  private static final int SHOWN = 2_000;

  private Told() {}

  static String system(List<Message> messages) {
    return !messages.isEmpty() && messages.getFirst() instanceof Message.System first
        ? first.text()
        : "";
  }

  static String tools(List<Tool.Spec> specs) {
    StringBuilder text = new StringBuilder();
    for (Tool.Spec spec : specs) {
      text.append(spec.name()).append(": ").append(spec.description()).append('\n');
    }
    return text.toString().strip();
  }

  /** Those that were not there at the step before. */
  static String since(List<Message> before, List<Message> now) {
    int same = 0;
    while (same < Math.min(before.size(), now.size()) && before.get(same).equals(now.get(same))) {
      same++;
    }
    StringBuilder text = new StringBuilder();
    for (Message message : now.subList(same, now.size())) {
      if (!(message instanceof Message.System)) {
        text.append(message).append('\n');
      }
    }
    return text.toString().strip();
  }

  static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " […]";
  }
}
