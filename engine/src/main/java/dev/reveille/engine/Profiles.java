package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What agents are made of at this moment: their definitions, and their configs on top. */
final class Profiles {
  private final Definitions definitions;
  private final InlineDefinitions inline;

  Profiles(Definitions definitions, InlineDefinitions inline) {
    this.definitions = definitions;
    this.inline = inline;
  }

  /**
   * @param models references, the first one first; empty: the server's default
   * @param settings how the models are to answer
   * @param team whose notes it shares; null: nobody's
   */
  record Profile(
      String systemPrompt,
      List<String> models,
      ToolChoice tools,
      ModelSettings settings,
      @Nullable String team) {}

  Profile of(Agent agent) throws ModelException {
    Definitions.Definition definition = definition(agent);
    List<String> models = agent.config().models();
    if (models == null) {
      String one = agent.config().model();
      models = one == null ? definition.models() : List.of(one);
    }
    ToolChoice tools = ToolChoice.of(agent, definition);
    return new Profile(
        definition.systemPrompt(), models, tools, definition.settings(), definition.team());
  }

  private Definitions.Definition definition(Agent agent) throws ModelException {
    if (agent.definition().isEmpty()) {
      return inline.of(agent);
    }
    Optional<Definitions.Definition> found = definitions.find(agent.definition());
    if (found.isPresent()) {
      return found.get();
    }
    // A folder that is being replaced, or that a server was started without: it comes back.
    throw new ModelException(
        Failure.Kind.UNAVAILABLE,
        "the definition '"
            + agent.definition()
            + "' of agent "
            + agent.id()
            + " is not there; put its file back into agents.folder, and the task goes on by itself",
        Optional.empty());
  }
}
