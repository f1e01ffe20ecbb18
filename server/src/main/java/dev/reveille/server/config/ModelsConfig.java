package dev.reveille.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param defaultModel for agents that name none, as {@code provider:model} or {@code rehearsal};
 *     none: OpenRouter's automatic choice if its key is there, else the rehearsal
 * @param providers where models are
 * @param perModel what holds for some models only
 * @param prices go before the built-in ones
 * @param connectTimeoutSeconds how long a connection to a provider may take
 * @param rehearsalRules YAML file of rules for the rehearsal model; none: it follows the prompt
 *     only
 */
public record ModelsConfig(
    @JsonProperty("default") @Nullable String defaultModel,
    List<ProviderConfig> providers,
    List<PerModelConfig> perModel,
    List<PriceConfig> prices,
    Duration connectTimeoutSeconds,
    @Nullable Path rehearsalRules) {
  public ModelsConfig {
    providers = List.copyOf(providers);
    perModel = List.copyOf(perModel);
    prices = List.copyOf(prices);
  }

  public static ModelsConfig defaults() {
    return new ModelsConfig(null, List.of(), List.of(), List.of(), Duration.ofSeconds(10), null);
  }
}
