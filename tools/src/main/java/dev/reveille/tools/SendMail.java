package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.MailSpec;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code send_mail}: mail to an agent or a person, durable when the call returns. */
final class SendMail implements Tool {
  private static final Spec SPEC =
      new Spec(
          "send_mail",
          """
          Sends mail to another agent, or to a person as "user" or "user:NAME", and does not wait for \
          an answer; one comes as mail. To wait for an answer, use ask_agent.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["to", "body"],
                "properties": {
                  "to": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,%d}$",
                    "description": "an agent's id, user, or user:NAME"},
                  "body": {"type": "string", "pattern": "\\\\S", "maxLength": %d},
                  "subject": {"type": "string", "maxLength": 200, "description": "in one line"},
                  %s,
                  "ttlSeconds": {"type": "integer", "minimum": 1, "maximum": 31536000,
                    "description": "after so long it is too late to begin with it; never if left out"}}}
              """
                  .formatted(AgentId.MAX_LENGTH, MailSpec.MAX_BODY, Words.PRIORITY)),
          ToolPolicy.IDEMPOTENT,
          "mail");

  private final Outbox outbox;

  SendMail(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws RefusedException, InterruptedException {
    AgentId to = new AgentId(arguments.get("to").stringValue());
    if (to.value().equals(MailSpec.POSTMASTER)) {
      return new Outcome.Failed("The postmaster only sends mail; nobody can write to it.");
    }
    JsonNode ttl = arguments.get("ttlSeconds");
    Instant expiresAt = ttl == null ? null : context.now().plusSeconds(ttl.longValue());
    TaskId sent =
        outbox.deliver(
            to,
            new MailSpec(
                context.agent().value(),
                Words.line(arguments.path("subject").asString("")),
                arguments.get("body").stringValue(),
                Words.priority(arguments),
                null,
                null,
                expiresAt,
                Words.key(context.idempotencyKey()),
                context.nextHop()));
    return new Outcome.Returned("sent as mail " + sent);
  }
}
