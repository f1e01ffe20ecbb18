package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;

/** Gives commands to agents: what tools need of an {@link Engine}. */
@FunctionalInterface
public interface Commands {

  /** Blocks until what follows from the command is durable, or it is refused. */
  Answer ask(AgentId agent, Command command) throws InterruptedException;
}
