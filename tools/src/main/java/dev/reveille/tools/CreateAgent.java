package dev.reveille.tools;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code create_agent}: makes an agent from a definition and starts it. */
final class CreateAgent implements Tool {
  private static final Spec SPEC =
      new Spec(
          "create_agent",
          """
          Makes an agent from one of the server's definitions and starts it; give it work with \
          spawn_task or ask_agent. One that is there already is left as it is.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["agentId", "definition"],
                "properties": {
                  "agentId": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,%d}$"},
                  "definition": {"type": "string", "minLength": 1, "maxLength": 128}}}
              """
                  .formatted(AgentId.MAX_LENGTH)),
          ToolPolicy.IDEMPOTENT,
          "agents");

  private final Commands commands;
  private final AgentMaker maker;

  CreateAgent(Commands commands, AgentMaker maker) {
    this.commands = commands;
    this.maker = maker;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    AgentId id = new AgentId(arguments.get("agentId").stringValue());
    String definition = arguments.get("definition").stringValue();
    Optional<AgentConfig> config = maker.config(definition);
    if (config.isEmpty()) {
      return new Outcome.Failed(
          "There is no definition \""
              + definition
              + "\"; there are "
              + String.join(", ", maker.definitions()));
    }
    Command create = new Command.Create(definition, null, config.get(), true);
    return switch (commands.ask(id, create)) {
      case Answer.Done done -> new Outcome.Returned("agent " + id + " is there and started");
      case Answer.Refused refused -> existing(id, definition, refused);
    };
  }

  /** Perhaps this very call made it, before a crash. */
  private Outcome existing(AgentId id, String definition, Answer.Refused refused)
      throws InterruptedException {
    if (!id.isReserved()
        && commands.ask(id, new Command.Tick()) instanceof Answer.Done done
        && done.agent().definition().equals(definition)) {
      return new Outcome.Returned("agent " + id + " was there already, of this definition");
    }
    return new Outcome.Failed(refused.why());
  }
}
