package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Note;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code remember}: writes a note, for the agent itself or for its team. */
final class Remember implements Tool {
  private static final Spec SPEC =
      new Spec(
          "remember",
          """
          Keeps a note for later tasks, which know nothing of this one; recall finds it by its words. \
          A note of the same key is replaced.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["text"],
                "properties": {
                  "text": {"type": "string", "pattern": "\\\\S", "maxLength": %d,
                    "description": "whole sentences with the words you will look for"},
                  "key": {"type": "string", "minLength": 1, "maxLength": 100},
                  "tags": {"type": "array", "maxItems": 10,
                    "items": {"type": "string", "pattern": "^[^\\\\n]{1,50}$"}},
                  "scope": {"enum": ["own", "team"],
                    "description": "team: shared with your team, if you are in one"}}}
              """
                  .formatted(Note.MAX_TEXT)),
          ToolPolicy.IDEMPOTENT,
          "memory");

  private final Commands commands;

  Remember(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws RefusedException, InterruptedException {
    AgentId owner = owner(arguments, context);
    String key = arguments.path("key").asString(Words.name("note", context));
    Note note =
        new Note(
            key,
            arguments.get("text").stringValue(),
            arguments.path("tags").valueStream().map(JsonNode::stringValue).toList(),
            context.agent().value());
    return switch (commands.ask(owner, new Command.Remember(note))) {
      case Answer.Done done -> new Outcome.Returned("remembered as \"" + key + '"');
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
    };
  }

  /** Whose note is meant. */
  static AgentId owner(ObjectNode arguments, Context context) throws RefusedException {
    if (!arguments.path("scope").asString("own").equals("team")) {
      return context.agent();
    }
    if (context.team() == null) {
      throw new RefusedException("you are in no team; your definition would have to name one");
    }
    return AgentId.ofTeam(context.team());
  }
}
