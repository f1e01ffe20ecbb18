package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a replay has found, for people. */
final class Differences {
  private static final int WIDEST = 1_000;

  private Differences() {}

  static String render(JsonNode result) {
    List<String> lines = new ArrayList<>();
    lines.add(head(result));
    for (JsonNode difference : result.path("differences")) {
      lines.add("");
      lines.add(
          "step %s, entry %s: %s"
              .formatted(
                  difference.path("step").asInt(),
                  difference.path("seq").asLong(),
                  part(Json.text(difference, "part"))));
      side(lines, "recorded", Json.text(difference, "recorded"));
      side(lines, "today", Json.text(difference, "today"));
    }
    if (result.path("other").isObject()) {
      other(lines, result.path("other"));
    }
    return String.join("\n", lines);
  }

  private static String head(JsonNode result) {
    int steps = result.path("steps").size();
    int differences = result.path("differences").size();
    long unknown = 0;
    for (JsonNode step : result.path("steps")) {
      unknown += Json.text(step, "asked").equals("unknown") ? 1 : 0;
    }
    String found =
        differences == 0
            ? "the same"
            : differences == 1 ? "1 difference" : differences + " differences, the first one first";
    String old =
        unknown == 0
            ? ""
            : " (what the model was told at %d of them is not known)".formatted(unknown);
    String task = Json.text(result, "taskId");
    return "%s: %s in %d %s%s".formatted(task, found, steps, steps == 1 ? "step" : "steps", old);
  }

  private static String part(String part) {
    return switch (part) {
      case "system" -> "the system prompt";
      case "tools" -> "the tools on offer";
      case "messages" -> "the conversation";
      case "settings" -> "the model or its settings";
      case "request" -> "nothing could be asked";
      default -> "what comes of it";
    };
  }

  private static void other(List<String> lines, JsonNode other) {
    lines.add("");
    lines.add(
        "%s from step %d on: %s"
            .formatted(
                Json.text(other, "model"),
                other.path("fromStep").asInt(),
                Json.text(other, "end")));
    for (JsonNode turn : other.path("turns")) {
      lines.add("");
      lines.add("step " + turn.path("step").asInt());
      side(lines, "recorded", said(turn.path("recorded")));
      side(lines, "other", said(turn.path("other")));
    }
    lines.add("");
    side(lines, "recorded", Text.of(other.path("recordedUsage")));
    side(lines, "other", Text.of(other.path("usage")));
  }

  private static String said(JsonNode reply) {
    if (!reply.isObject()) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder(Json.text(reply, "text"));
    for (JsonNode call : reply.path("calls")) {
      text.append(text.isEmpty() ? "" : "\n").append("calls ").append(Json.text(call, "tool"));
      text.append(' ').append(Json.text(call, "arguments"));
    }
    return text.toString();
  }

  private static void side(List<String> lines, String who, String text) {
    String label = "  " + who + " ".repeat(10 - who.length());
    for (String line : (text.isEmpty() ? "nothing" : text).lines().toList()) {
      lines.add((label + Text.line(line, WIDEST)).stripTrailing());
      label = " ".repeat(12);
    }
  }
}
