package dev.reveille.tools;

import java.util.List;

/** Where {@code list_agents} gets its lines from; the server has them. */
@FunctionalInterface
public interface AgentLister {
  /**
   * @param limit at most so many, at least 1
   */
  List<AgentLine> list(int limit);

  /**
   * @param state as on the wire: idle, active, sleeping, waiting, stopped
   * @param queueDepth tasks that wait in its queue
   * @param description what it is for; may be empty
   */
  record AgentLine(String agentId, String state, int queueDepth, String description) {}
}
