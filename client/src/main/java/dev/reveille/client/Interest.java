package dev.reveille.client;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a subscriber wants to hear of.
 *
 * @param agents ids; none means all of them
 * @param kinds names of notifications; none means all of them
 * @param cursor hear everything after it first; without it only what happens from now on
 * @param tokens also the pieces of models' replies as they are written
 */
public record Interest(
    List<String> agents, List<String> kinds, Optional<String> cursor, boolean tokens) {

  /** Everything that happens from now on. */
  public static final Interest ALL = new Interest(List.of(), List.of(), Optional.empty(), false);

  public Interest {
    agents = List.copyOf(agents);
    kinds = List.copyOf(kinds);
  }

  Interest after(Optional<String> last) {
    return new Interest(agents, kinds, last, tokens);
  }

  ObjectNode params() {
    ObjectNode params = Json.object();
    if (agents.isEmpty()) {
      params.put("agents", "*");
    } else {
      ArrayNode ids = params.putArray("agents");
      agents.forEach(ids::add);
    }
    if (!kinds.isEmpty()) {
      ArrayNode names = params.putArray("kinds");
      kinds.forEach(names::add);
    }
    cursor.ifPresent(text -> params.put("cursor", text));
    if (tokens) {
      params.put("tokens", true);
    }
    return params;
  }
}
