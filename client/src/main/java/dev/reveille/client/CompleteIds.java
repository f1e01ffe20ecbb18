package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The ids of agents that begin with what was typed, a line for each: what completion scripts ask
 * while a person waits. Silent if there is no server, and without the option parser, for speed.
 */
final class CompleteIds {
  private static final int MOST = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private CompleteIds() {}

  static int run(Shell shell, String begun) {
    try {
      JsonNode params = new Params().with("prefix", begun).with("limit", MOST).json();
      JsonNode found =
          new Target(Optional.empty(), Optional.empty())
              .client(shell.env())
              .call("listAgents", params, PATIENCE);
      for (JsonNode agent : found.path("agents")) {
        shell.out().println(Json.text(agent, "agentId"));
      }
      return 0;
    } catch (IOException | RpcException | IllegalArgumentException none) {
      return 1; // there is nothing to complete then
    }
  }
}
