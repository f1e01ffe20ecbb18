package dev.reveille.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param defaultModel for agents that name none, as {@code provider/model} or {@code rehearsal}
 * @param providers where models are
 * @param rehearsalRules YAML file of rules for the rehearsal model; none: it follows the prompt
 *     only
 */
public record ModelsConfig(
    @JsonProperty("default") String defaultModel,
    List<ProviderConfig> providers,
    @Nullable Path rehearsalRules) {
  public ModelsConfig {
    providers = List.copyOf(providers);
  }

  public static ModelsConfig defaults() {
    return new ModelsConfig("rehearsal", List.of(), null);
  }
}
