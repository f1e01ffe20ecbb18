package dev.reveille.engine;

import dev.reveille.core.ModelSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registered agent definitions, as they are now. */
public interface Definitions {
  Optional<Definition> find(String name);

  /**
   * What makes an agent the one it is.
   *
   * @param models asked in this order until one answers; empty: the server's default
   * @param tools patterns as in {@link ToolChoice}; null: all that are enabled
   * @param settings how the models are to answer
   * @param denyTools patterns of tools that it never may use
   * @param toolRules the first whose pattern fits a tool decides; usually none
   * @param team whose notes it shares; null: nobody's
   */
  record Definition(
      String name,
      String description,
      String systemPrompt,
      List<String> models,
      @Nullable List<String> tools,
      ModelSettings settings,
      List<String> denyTools,
      List<ToolChoice.Rule> toolRules,
      @Nullable String team) {
    public Definition {
      models = List.copyOf(models);
      denyTools = List.copyOf(denyTools);
      toolRules = List.copyOf(toolRules);
    }

    /**
     * One that denies nothing, asks nobody and is in no team.
     *
     * @param model null: the server's default
     */
    public Definition(
        String name,
        String description,
        String systemPrompt,
        @Nullable String model,
        @Nullable List<String> tools) {
      this(
          name,
          description,
          systemPrompt,
          model == null ? List.of() : List.of(model),
          tools,
          ModelSettings.NONE,
          List.of(),
          List.of(),
          null);
    }

    /** What the first rule that fits says of a tool; it is allowed if none does. */
    public ToolChoice.Verdict rule(Tool.Spec tool) {
      return ToolChoice.rule(toolRules, tool);
    }
  }
}
