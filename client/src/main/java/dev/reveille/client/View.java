package dev.reveille.client;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Something that can be looked at again and again.
 *
 * @param shown its result as people read it
 * @param agents whose notifications tell that it may have changed; none: those of all agents
 * @param kinds the notifications that tell it; none: nobody tells, and it is asked for every two
 *     seconds
 */
record View(
    String method,
    JsonNode params,
    Function<JsonNode, String> shown,
    List<String> agents,
    List<String> kinds) {

  View {
    agents = List.copyOf(agents);
    kinds = kinds.stream().map(ReveilleClient::qualified).toList();
  }

  /** A view that no notification tells of. */
  View(String method, JsonNode params, Function<JsonNode, String> shown) {
    this(method, params, shown, List.of(), List.of());
  }

  /** The same, told of by notifications. */
  View on(String... told) {
    return new View(method, params, shown, agents, List.of(told));
  }

  /** The same, of one agent; empty: of all. */
  View of(String agent) {
    return new View(method, params, shown, agent.isEmpty() ? List.of() : List.of(agent), kinds);
  }
}
