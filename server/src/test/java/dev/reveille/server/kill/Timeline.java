package dev.reveille.server.kill;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An agent's journal as {@code getTimeline} answered it, checked while it came. */
record Timeline(String agent, JournalCheck check, List<JsonNode> entries) {
  private static final List<String> ADDED = List.of("seq", "at", "cursor", "taskId");

  Timeline(String agent, JournalCheck check) {
    this(agent, check, new ArrayList<>());
  }

  void add(JsonNode entry) {
    check.entry(entry);
    entries.add(entry);
  }

  /** The entries alone, without what the method says about where they stand. */
  List<JsonNode> bare() {
    return entries.stream()
        .map(entry -> (JsonNode) ((ObjectNode) entry.deepCopy()).remove(ADDED))
        .toList();
  }
}
