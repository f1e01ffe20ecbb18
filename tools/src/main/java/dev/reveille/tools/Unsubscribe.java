package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import tools.jackson.databind.node.ObjectNode;

/** {@code unsubscribe}: ends one of the agent's own subscriptions. */
final class Unsubscribe implements Tool {
  private static final Spec SPEC =
      new Spec(
          "unsubscribe",
          "Ends one of your subscriptions to events.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["subscriptionId"], "properties": {
                "subscriptionId": {"type": "string", "minLength": 1, "maxLength": 200}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "events");

  private final Commands commands;

  Unsubscribe(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    String name = arguments.get("subscriptionId").stringValue();
    return switch (commands.ask(context.agent(), new Command.Unsubscribe(name))) {
      case Answer.Done done -> new Outcome.Returned("ended subscription " + name);
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
