package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import org.jspecify.annotations.Nullable;

/**
 * @param model {@code provider:model}, with {@code *} for any text
 * @param images whether these models take images; none: as the provider's others
 * @param contextTokens the longest conversation they take; none: as the built-in table says
 * @param settings over the provider's
 */
public record PerModelConfig(
    String model,
    @Nullable Boolean images,
    @Nullable Integer contextTokens,
    @Nullable SettingsConfig settings) {
  public PerModelConfig {
    if (contextTokens != null) {
      check("contextTokens", contextTokens, 1_000, 100_000_000);
    }
  }
}
