package dev.reveille.tools.definitions;

import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Definitions;
import dev.reveille.engine.ToolChoice;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent is made from.
 *
 * @param name 1 to 128 of {@code A-Za-z0-9._:-}, as an agent id
 * @param description one line for people and other agents
 * @param models asked in this order until one answers; the server's own if empty
 * @param tools names, sets or patterns of the tools it may use, each once; all that are enabled if
 *     empty
 * @param denyTools patterns of tools that it never may use
 * @param toolRules in the order of the file; the first that fits decides
 * @param team whose notes it shares; empty: nobody's
 * @param settings how the models are to answer
 * @param config as {@code createAgent} takes it; keys, types and bounds are checked
 * @param systemPrompt includes inserted, variables replaced
 * @param source the file, relative to the definitions' folder
 */
public record Definition(
    String name,
    String description,
    List<String> models,
    Optional<List<String>> tools,
    List<String> denyTools,
    List<ToolChoice.Rule> toolRules,
    Optional<String> team,
    ModelSettings settings,
    ObjectNode config,
    String systemPrompt,
    String source) {

  public Definition {
    models = List.copyOf(models);
    tools = tools.map(List::copyOf);
    denyTools = List.copyOf(denyTools);
    toolRules = List.copyOf(toolRules);
    config = config.deepCopy();
  }

  /** A copy: a definition does not change. */
  @Override
  public ObjectNode config() {
    return config.deepCopy();
  }

  /** As the engine wants it. */
  public Definitions.Definition forEngine() {
    return new Definitions.Definition(
        name,
        description,
        systemPrompt,
        models,
        tools.orElse(null),
        settings,
        denyTools,
        toolRules,
        team.orElse(null));
  }
}
