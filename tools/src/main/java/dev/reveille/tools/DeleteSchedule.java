package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import tools.jackson.databind.node.ObjectNode;

/** {@code delete_schedule}: one of the agent's own; tasks that came of it go on. */
final class DeleteSchedule implements Tool {
  private static final Spec SPEC =
      new Spec(
          "delete_schedule",
          "Deletes one of your schedules; tasks that came of it go on.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["scheduleId"], "properties": {
                "scheduleId": {"type": "string", "minLength": 1, "maxLength": 200}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "schedules");

  private final Commands commands;

  DeleteSchedule(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    String name = arguments.get("scheduleId").stringValue();
    return switch (commands.ask(context.agent(), new Command.DeleteSchedule(name))) {
      case Answer.Done done -> new Outcome.Returned("deleted schedule " + name);
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
