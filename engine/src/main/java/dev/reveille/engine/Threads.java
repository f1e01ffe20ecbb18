package dev.reveille.engine;

import java.util.List;

/** What was said before a task in its thread. */
@FunctionalInterface
public interface Threads {

  /**
   * The last {@code limit} tasks of one thread whose numbers are below {@code before}, oldest
   * first; of all that was durable when the call began. Blocks.
   */
  List<Views.TaskRow> thread(String agentId, String threadId, long before, int limit);
}
