package dev.reveille.engine;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registered agent definitions, as they are now. */
public interface Definitions {
  Optional<Definition> find(String name);

  /**
   * What makes an agent the one it is.
   *
   * @param model null: the server's default
   * @param tools null: all that are enabled
   */
  record Definition(
      String name,
      String description,
      String systemPrompt,
      @Nullable String model,
      @Nullable List<String> tools) {}
}
