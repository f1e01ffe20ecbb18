package dev.reveille.client;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task to be sent. It carries an idempotency key from the start, so that however often it is sent
 * it is one task; each {@link #to} makes another one.
 */
public final class TaskRequest {
  private final ObjectNode params;

  private TaskRequest(ObjectNode params) {
    this.params = params;
  }

  /** What an agent is to do. */
  public static TaskRequest to(String agentId, String prompt) {
    ObjectNode params = Agents.named(agentId).put("prompt", prompt);
    return new TaskRequest(params.put("idempotencyKey", UUID.randomUUID().toString()));
  }

  /** With a key that the caller knows again after a crash of its own. */
  public TaskRequest key(String idempotencyKey) {
    return with("idempotencyKey", Json.string(idempotencyKey));
  }

  public TaskRequest priority(Priority priority) {
    return with("priority", Json.string(priority.wire()));
  }

  /** Tasks of a thread run one after another and share a conversation. */
  public TaskRequest thread(String threadId) {
    return with("threadId", Json.string(threadId));
  }

  /** Not before so much time has passed. */
  public TaskRequest delay(Duration delay) {
    return with("delaySeconds", Json.seconds(delay));
  }

  public TaskRequest notBefore(OffsetDateTime instant) {
    return with("notBefore", Json.string(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant)));
  }

  /** It ends as expired if it does not run by then. */
  public TaskRequest timeToLive(Duration time) {
    return with("ttlSeconds", Json.seconds(time));
  }

  /** How long it may run without rest. */
  public TaskRequest timeout(Duration time) {
    return with("timeoutSeconds", Json.seconds(time));
  }

  /** An object that is given to the model as data. */
  public TaskRequest context(JsonNode object) {
    return with("context", object);
  }

  /** A JSON schema that the result must fit. */
  public TaskRequest resultSchema(JsonNode schema) {
    return with("resultSchema", schema);
  }

  /** Any other field of the protocol's {@code sendTask}. */
  public TaskRequest with(String field, JsonNode value) {
    ObjectNode more = params.deepCopy();
    more.set(field, value);
    return new TaskRequest(more);
  }

  ObjectNode params() {
    return params;
  }
}
