package dev.reveille.models;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which models there are.
 *
 * @param providers beside the built-in ones; one of the same name takes the built-in one's place
 * @param defaultModel the reference that stands for "no model named", as in {@code ollama:llama3};
 *     empty: {@code openrouter:openrouter/auto} if its key is there, else {@code rehearsal}
 * @param rehearsalRules YAML file with rules for the rehearsal model
 * @param perModel all that fit a model count, the first before the later ones
 * @param prices go before the built-in ones
 * @param connectTimeout the longest time for a connection to be made
 */
public record ModelsConfig(
    List<ProviderConfig> providers,
    Optional<String> defaultModel,
    Optional<Path> rehearsalRules,
    List<PerModel> perModel,
    List<Price> prices,
    Duration connectTimeout) {

  /** How long a connection may take, if nobody says otherwise. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** The built-in providers. */
  public static final ModelsConfig STANDARD =
      new ModelsConfig(List.of(), Optional.empty(), Optional.empty());

  public ModelsConfig {
    providers = List.copyOf(providers);
    perModel = List.copyOf(perModel);
    prices = List.copyOf(prices);
    if (defaultModel.isPresent() && defaultModel.get().isBlank()) {
      throw new IllegalArgumentException(
          "defaultModel is blank; name a model like openrouter:vendor/model, or leave it out");
    }
    if (!connectTimeout.isPositive() || connectTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("connectTimeoutSeconds must be over 0 and at most 600");
    }
  }

  /** Nothing special about any model. */
  public ModelsConfig(
      List<ProviderConfig> providers,
      Optional<String> defaultModel,
      Optional<Path> rehearsalRules) {
    this(providers, defaultModel, rehearsalRules, List.of(), List.of(), CONNECT_TIMEOUT);
  }
}
