package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import tools.jackson.databind.node.ObjectNode;

/** {@code forget}: takes a note away. One that is not there is forgotten already. */
final class Forget implements Tool {
  private static final Spec SPEC =
      new Spec(
          "forget",
          "Takes one of your notes, or of your team's, away.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["key"],
                "properties": {
                  "key": {"type": "string", "minLength": 1, "maxLength": 100},
                  "scope": {"enum": ["own", "team"]}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "memory");

  private final Commands commands;

  Forget(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws RefusedException, InterruptedException {
    String key = arguments.get("key").stringValue();
    Command forget = new Command.Forget(key);
    return switch (commands.ask(Remember.owner(arguments, context), forget)) {
      case Answer.Done done -> new Outcome.Returned("forgot \"" + key + '"');
      case Answer.Refused refused when refused.code() == Decision.Code.NOT_FOUND ->
          new Outcome.Returned("there is no note \"" + key + '"');
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
