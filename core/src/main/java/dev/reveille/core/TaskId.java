package dev.reveille.core;

/**
 * A task's name, {@code agent/seq}: the agent that has it, and the sequence number of the journal
 * entry that queued it. So the name alone tells where in the journal its prompt is.
 */
public record TaskId(AgentId agent, long seq) {

  /**
   * @throws IllegalArgumentException if the text is not of the form {@code agent/seq}
   */
  public static TaskId parse(String text) {
    int slash = text.lastIndexOf('/');
    try {
      if (slash > 0) {
        String seq = text.substring(slash + 1);
        TaskId id = new TaskId(new AgentId(text.substring(0, slash)), Long.parseLong(seq));
        if (id.toString().equals(text)) {
          return id;
        }
      }
    } catch (IllegalArgumentException notATaskId) {
      // told below, in the words of a task id
    }
    throw new IllegalArgumentException(
        "taskId must look like agentId/number, as sendTask answers it, but was \"" + text + '"');
  }

  public TaskId {
    if (seq < 1) {
      throw new IllegalArgumentException("a task's number starts at 1, but was " + seq);
    }
  }

  @Override
  public String toString() {
    return agent + "/" + seq;
  }
}
