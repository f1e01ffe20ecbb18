package dev.reveille.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param defaultModel for agents that name none; none: {@code openrouter:openrouter/auto} if {@code
 *     OPENROUTER_API_KEY} is set, else {@code rehearsal}
 * @param providers list of providers, see below; one with a built-in name takes its place
 * @param perModel list of {@code model} ({@code provider:model}, {@code *} for any text), and for
 *     those models {@code images} and {@code settings}, over their provider's; the first that says
 *     something counts
 * @param prices list of {@code model} (with {@code *}), {@code input}, {@code output}, and if they
 *     differ from input {@code cached} and {@code stored}: US dollars per million tokens; before
 *     the built-in ones
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
