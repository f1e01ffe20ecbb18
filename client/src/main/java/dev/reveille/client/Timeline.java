package dev.reveille.client;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Journal entries as lines. */
final class Timeline {

  private static final Set<String> ELSEWHERE = Set.of("seq", "at", "type", "agentId");

  private Timeline() {}

  static String render(Iterable<JsonNode> entries, Look look) {
    return new Table()
        .with("seq")
        .with("at")
        .with("entry", entry -> Json.text(entry, "type"))
        .with("details", Timeline::details)
        .render(entries, "Nothing has happened.", look);
  }

  private static String details(JsonNode entry) {
    return Text.of(((ObjectNode) entry.deepCopy()).without(ELSEWHERE));
  }
}
