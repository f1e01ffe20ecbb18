package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a server has answered about all that goes on.
 *
 * @param agents those that are active first; at most as many as a page of listAgents has of each
 * @param states how many agents are in each state
 * @param queued tasks that wait for their turn, of all agents
 * @param places tasks that run and may run, such as {@code 3/1000}
 * @param load and what follows from it
 * @param spend against the server's budget; empty if it has none
 * @param decide what waits for people: approvals, dead letters, unread mail
 * @param unwell checks of the server's health that are not
 */
record TopSnapshot(
    String server,
    List<TopAgent> agents,
    Map<String, Integer> states,
    long queued,
    String places,
    String load,
    String spend,
    String decide,
    List<String> unwell) {

  TopSnapshot {
    agents = List.copyOf(agents);
    states = new TreeMap<>(states);
    unwell = List.copyOf(unwell);
  }

  /** The answers that a snapshot is made of. */
  record Answers(
      JsonNode info,
      JsonNode health,
      JsonNode overview,
      JsonNode agents,
      Map<String, JsonNode> running,
      JsonNode approvals,
      JsonNode deadLetters,
      JsonNode mails) {}

  static TopSnapshot of(Answers from) {
    JsonNode load = load(from.info().path("nodes"));
    Map<String, Integer> states = new TreeMap<>();
    from.overview().path("agents").properties().stream()
        .filter(state -> state.getValue().asInt(0) > 0)
        .forEach(state -> states.put(state.getKey(), state.getValue().asInt(0)));
    List<TopAgent> agents = new ArrayList<>();
    for (JsonNode row : from.agents()) {
      TopAgent agent = TopAgent.of(row);
      JsonNode more = from.running().get(agent.id());
      agents.add(more == null ? agent : agent.with(more));
    }
    List<String> unwell = new ArrayList<>();
    for (JsonNode check : from.health().path("checks")) {
      if (!check.path("ok").asBoolean(true)) {
        unwell.add(Json.text(check, "name") + ": " + Json.text(check, "detail"));
      }
    }
    return new TopSnapshot(
        Json.text(from.info(), "name") + ' ' + Json.text(from.info(), "version"),
        agents,
        states,
        from.overview().path("queued").asLong(0),
        Json.text(load, "running") + '/' + Json.text(load, "maxRunning"),
        shown(load),
        spend(from.info().path("budget")),
        decide(from),
        unwell);
  }

  /** Of all servers only the one that is asked has it. */
  private static JsonNode load(JsonNode nodes) {
    JsonNode own = nodes.path(0);
    for (JsonNode node : nodes) {
      own = node.has("load") ? node : own;
    }
    return own.path("load");
  }

  private static String shown(JsonNode load) {
    return "%.2f%s%s"
        .formatted(
            load.path("load").asDouble(0),
            load.path("defers").asBoolean(false) ? ", only urgent tasks begin" : "",
            load.path("refuses").asBoolean(false) ? ", no new work" : "");
  }

  private static String spend(JsonNode budget) {
    if (!budget.isObject()) {
      return "";
    }
    String reached = Json.text(budget, "reached");
    return Text.of(budget.path("spent"))
        + " of "
        + Text.of(budget.path("limits"))
        + (reached.isEmpty() ? "" : " SPENT: " + reached);
  }

  private static String decide(Answers from) {
    List<String> words = new ArrayList<>();
    count(words, from.approvals(), "approvals", "approvals");
    count(words, from.deadLetters(), "deadLetters", "dead letters");
    count(words, from.mails(), "mails", "unread mails");
    return String.join(", ", words);
  }

  /** Of one page: more than it holds are so many and a plus. */
  private static void count(List<String> words, JsonNode page, String field, String name) {
    int found = page.path(field).size();
    if (found > 0) {
      boolean more = !Json.text(page, "nextCursor").isEmpty();
      words.add(found + (more ? "+ " : " ") + name);
    }
  }

  /** How many agents there are. */
  int all() {
    return states.values().stream().mapToInt(Integer::intValue).sum();
  }
}
