package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.util.List;

/** Who may want to hear an event. */
@FunctionalInterface
public interface Listeners {

  /**
   * Names of agents that may want to hear an event of that name, because a subscription or the
   * sleep of theirs has a pattern that fits, in their order; of all that was durable when the call
   * began. Blocks.
   *
   * @param after names greater than this one; "" to begin
   */
  List<AgentId> listeners(String event, String after, int limit);
}
