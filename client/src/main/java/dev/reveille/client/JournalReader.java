package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads whole journals, page by page. */
record JournalReader(ReveilleClient client) {

  private static final int PAGE = 1000;

  /** All entries of an agent, in order, each once. */
  List<JournalEntry> all(String agentId) throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    long last = 0;
    while (true) {
      ObjectNode params = Json.object().put("agentId", agentId).put("fromSeq", last + 1);
      long before = last;
      for (JsonNode json : client.call("getTimeline", params.put("limit", PAGE)).path("entries")) {
        JournalEntry entry = JournalEntry.of(agentId, json);
        if (entry.seq() > last) {
          entries.add(entry);
          last = entry.seq();
        }
      }
      if (last == before) {
        return entries;
      }
    }
  }
}
