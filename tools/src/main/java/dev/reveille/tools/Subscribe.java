package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.Filter;
import dev.reveille.core.Priority;
import dev.reveille.core.Subscription;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code subscribe}: lets the agent hear events, each as a task of its own. */
final class Subscribe implements Tool {
  private static final Spec SPEC =
      new Spec(
          "subscribe",
          """
          Gives you a task for each event of these names, for as long as you exist, also while you \
          sleep. A subscription of the same subscriptionId is replaced.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["events"],
                "properties": {
                  "events": {"type": "array", "minItems": 1, "maxItems": 100,
                    "items": {"type": "string", "minLength": 1, "maxLength": 200},
                    "description": "names, * as wildcard"},
                  "prompt": {"type": "string", "pattern": "\\\\S", "maxLength": 20000,
                    "description": "what to do then; {{event}} and {{data}} stand for the event's"},
                  "subscriptionId": {"type": "string", "minLength": 1, "maxLength": 200},
                  "filter": {"type": "object", "maxProperties": 20,
                    "additionalProperties": {"type": "string"},
                    "description": "fields of the event or its data that must be equal"},
                  "minPriority": {"enum": ["low", "normal", "high", "urgent"]}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "events");

  private final Commands commands;

  Subscribe(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    String name = arguments.path("subscriptionId").asString(Words.name("subscription", context));
    Map<String, String> filter = new HashMap<>();
    arguments
        .path("filter")
        .properties()
        .forEach(f -> filter.put(f.getKey(), f.getValue().asString()));
    String least = arguments.path("minPriority").asString("low").toUpperCase(Locale.ROOT);
    JsonNode prompt = arguments.get("prompt");
    Subscription wanted =
        new Subscription(
            name,
            arguments.get("events").valueStream().map(JsonNode::stringValue).toList(),
            new Filter.Exact(filter),
            Priority.valueOf(least),
            prompt == null ? null : prompt.stringValue(),
            true);
    return switch (commands.ask(context.agent(), new Command.Subscribe(wanted))) {
      case Answer.Done done -> new Outcome.Returned("subscribed as \"" + name + '"');
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
