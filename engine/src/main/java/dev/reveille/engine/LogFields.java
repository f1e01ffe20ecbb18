package dev.reveille.engine;

import dev.reveille.core.TaskId;
import java.util.Map;
import org.slf4j.MDC;

/**
 * By which fields lines of the log belong together: {@code agent} and {@code task}, the same that
 * the protocol calls {@code agentId} and {@code taskId}.
 */
final class LogFields {
  static final String AGENT = "agent";
  static final String TASK = "task";

  private LogFields() {}

  /** Of all that this thread logs from now on; it is to end with the work on that task. */
  static void set(TaskId task) {
    MDC.setContextMap(Map.of(AGENT, task.agent().value(), TASK, task.toString()));
  }
}
