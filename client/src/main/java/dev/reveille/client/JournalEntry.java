package dev.reveille.client;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An entry of an agent's journal.
 *
 * @param taskId the task it tells of; empty if it tells of the agent
 */
record JournalEntry(long seq, String at, String type, String taskId, JsonNode json) {

  private static final Set<String> ENDS =
      Set.of("TaskSucceeded", "TaskFailed", "TaskCancelled", "TaskExpired", "TaskDied");

  static JournalEntry of(String agentId, JsonNode json) {
    String type = Json.text(json, "type");
    long seq = json.path("seq").asLong(0);
    return new JournalEntry(seq, Json.text(json, "at"), type, taskId(agentId, json), json);
  }

  /** A task is called after its agent and the entry that queued it. */
  private static String taskId(String agentId, JsonNode json) {
    if (json.has("taskId")) {
      return Json.text(json, "taskId");
    }
    if (json.has("task")) {
      return agentId + "/" + Json.text(json, "task");
    }
    boolean queues = Json.text(json, "type").equals("TaskQueued");
    return queues ? agentId + "/" + Json.text(json, "seq") : "";
  }

  boolean endsTask() {
    return ENDS.contains(type);
  }

  String text(String field) {
    return Json.text(json, field);
  }
}
