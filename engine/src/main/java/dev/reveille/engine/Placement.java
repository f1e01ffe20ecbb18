package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import java.util.function.Consumer;

/**
 * The way to the agents of other processes. Where an agent lives is a matter of speed alone:
 * whoever is asked in vain, or twice, or wrongly, does no harm, because the journal refuses a
 * second writer.
 *
 * <p>Both methods return at once. Each answer comes exactly once, on any thread; {@code
 * UNAVAILABLE} if none came in time, and then the command may have been done all the same.
 */
public interface Placement {
  void order(AgentId agent, Command command, Consumer<Answer> answer);

  /** How many processes share the agents, this one included, as far as it knows; at once. */
  int processes();

  /** The agent as it durably is. */
  void look(AgentId agent, Consumer<Answer> answer);
}
