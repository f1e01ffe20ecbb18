package dev.reveille.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which models there are.
 *
 * @param providers beside the built-in ones; one of the same name takes the built-in one's place
 * @param defaultModel the reference that stands for "no model named", as in {@code ollama:llama3}
 * @param rehearsalRules YAML file with rules for the rehearsal model
 */
public record ModelsConfig(
    List<ProviderConfig> providers, String defaultModel, Optional<Path> rehearsalRules) {

  /** The built-in providers, and the rehearsal model where none is named. */
  public static final ModelsConfig STANDARD =
      new ModelsConfig(List.of(), "rehearsal", Optional.empty());

  public ModelsConfig {
    providers = List.copyOf(providers);
    if (defaultModel.isBlank()) {
      throw new IllegalArgumentException(
          "defaultModel is blank; name a model like openrouter:vendor/model, or leave it out");
    }
  }
}
