package dev.reveille.client;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A notification as one line: time, agent, what, details.
 *
 * @param zone in which the time is shown
 */
record FeedLine(ZoneId zone) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final Set<String> ELSEWHERE =
      Set.of("agentId", "at", "cursor", "subscriptionId", "taskId", "from", "to", "why");
  private static final int WIDEST = 100;

  String of(Notification notification) {
    String time =
        Text.instant(notification.at())
            .map(at -> TIME.format(at.atZone(zone)))
            .orElse("--:--:--.---");
    return "%s  %-12s  %-20s  %s"
        .formatted(time, notification.agentId(), notification.kind(), details(notification))
        .stripTrailing();
  }

  private static String details(Notification notification) {
    JsonNode params = notification.params();
    List<String> words = new ArrayList<>();
    add(words, Json.text(params, "taskId"));
    if (params.has("to")) {
      add(words, Json.text(params, "from") + " → " + Json.text(params, "to"));
    }
    params
        .properties()
        .forEach(field -> {
          if (!ELSEWHERE.contains(field.getKey()) && !Text.isEmpty(field.getValue())) {
            add(words, field.getKey() + "=" + Text.line(Text.of(field.getValue()), WIDEST));
          }
        });
    String why = Text.of(params.path("why"));
    add(words, why.isEmpty() ? "" : "(" + Text.line(why, WIDEST) + ")");
    return String.join("  ", words);
  }

  private static void add(List<String> words, String word) {
    if (!word.isEmpty()) {
      words.add(word);
    }
  }
}
