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
   * @param tools null: all that are enabled
   * @param settings how they are to answer
   */
  record Definition(
      String name,
      String description,
      String systemPrompt,
      List<String> models,
      @Nullable List<String> tools,
      ModelSettings settings) {
    public Definition {
      models = List.copyOf(models);
    }

    /**
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
          ModelSettings.NONE);
    }
  }
}
