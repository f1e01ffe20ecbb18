package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code broadcast_event}: tells all agents that listen that something has happened. */
final class BroadcastEvent implements Tool {
  private static final Spec SPEC =
      new Spec(
          "broadcast_event",
          """
          Publishes an event to all agents that listen to it. It is not known who does: to reach a \
          certain agent, use send_mail.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["event"], "properties": {
                "event": {"type": "string", "pattern": "\\\\S", "maxLength": 200,
                  "description": "its name, such as build.failed"},
                "data": {"type": "object", "description": "what is known of it"},
                "subject": {"type": "string", "maxLength": 1000},
                %s}}
              """
                  .formatted(Words.PRIORITY)),
          ToolPolicy.IDEMPOTENT,
          "events");

  private static final int MOST_DATA = 256_000;

  private final Commands commands;

  BroadcastEvent(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    JsonNode data = arguments.get("data");
    String text = data == null ? null : data.toString();
    if (text != null && text.length() > MOST_DATA) {
      return new Outcome.Failed("data is longer than " + MOST_DATA + " characters.");
    }
    JsonNode subject = arguments.get("subject");
    Event event =
        new Event(
            arguments.get("event").stringValue(),
            Words.priority(arguments),
            Words.key(context.idempotencyKey()),
            "agent:" + context.agent(),
            subject == null ? null : subject.stringValue(),
            text,
            null,
            Map.of(Event.CHAIN, String.valueOf(context.nextHop())));
    return switch (commands.ask(AgentId.EVENT_LOG, new Command.Publish(event))) {
      case Answer.Done done -> new Outcome.Returned("published as event " + event.eventId());
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
