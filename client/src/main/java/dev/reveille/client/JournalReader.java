package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads journals, page by page. */
record JournalReader(ReveilleClient client) {

  private static final int PAGE = 1000;

  /** All entries of an agent, in order, each once. */
  List<JournalEntry> all(String agentId) throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    from(agentId, 1, entries::add);
    return entries;
  }

  /** The journals of agents, by their ids. */
  Map<String, List<JournalEntry>> all(List<String> agentIds) throws IOException {
    Map<String, List<JournalEntry>> journals = new LinkedHashMap<>();
    for (String agentId : agentIds) {
      journals.put(agentId, all(agentId));
    }
    return journals;
  }

  /** The same of one agent from a number on; only a page of them is in memory at a time. */
  void from(String agentId, long seq, Consumer<JournalEntry> each) throws IOException {
    long last = seq - 1;
    while (true) {
      ObjectNode params = Json.object().put("agentId", agentId).put("fromSeq", last + 1);
      long before = last;
      for (JsonNode json : client.call("getTimeline", params.put("limit", PAGE)).path("entries")) {
        JournalEntry entry = JournalEntry.of(agentId, json);
        if (entry.seq() > last) {
          each.accept(entry);
          last = entry.seq();
        }
      }
      if (last == before) {
        return;
      }
    }
  }
}
