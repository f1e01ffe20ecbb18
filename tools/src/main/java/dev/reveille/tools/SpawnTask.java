package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.MailSpec;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.TaskTerms;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code spawn_task}: a task for this agent or another, which nobody waits for. */
final class SpawnTask implements Tool {
  private static final Spec SPEC =
      new Spec(
          "spawn_task",
          """
          Queues a task for yourself or another agent and does not wait for it; answers with its id. \
          It knows nothing but its prompt. To wait for a result, use ask_agent.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["prompt"],
                "properties": {
                  "prompt": {"type": "string", "pattern": "\\\\S", "maxLength": %d},
                  "agent": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,%d}$",
                    "description": "yourself if left out"},
                  "delaySeconds": {"type": "integer", "minimum": 0, "maximum": 31536000,
                    "description": "it does not start earlier"},
                  %s}}
              """
                  .formatted(MailSpec.MAX_BODY, AgentId.MAX_LENGTH, Words.PRIORITY)),
          ToolPolicy.IDEMPOTENT,
          "agents");

  private final Commands commands;

  SpawnTask(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    AgentId agent = new AgentId(arguments.path("agent").asString(context.agent().value()));
    JsonNode delay = arguments.get("delaySeconds");
    Instant notBefore = delay == null ? null : context.now().plusSeconds(delay.longValue());
    TaskSpec task =
        new TaskSpec(
                arguments.get("prompt").stringValue(),
                Words.priority(arguments),
                null,
                notBefore,
                null,
                null,
                null,
                null,
                Words.key(context.idempotencyKey()),
                "spawn:" + context.task())
            .on(TaskTerms.NONE.after(context.nextHop()));
    return switch (commands.ask(agent, new Command.Submit(task))) {
      case Answer.Done done -> new Outcome.Returned("queued as task " + done.task());
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }
}
