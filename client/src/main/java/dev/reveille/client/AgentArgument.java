package dev.reveille.client;

import picocli.CommandLine.Parameters;

/** The agent that a command is about. */
final class AgentArgument {

  @Parameters(index = "0", paramLabel = "AGENT", description = "The agent's id.")
  private String id = "";

  String id() {
    return id;
  }

  Params params() {
    return new Params().with("agentId", id);
  }
}
