package dev.reveille.server.config;

import org.jspecify.annotations.Nullable;

/**
 * @param model {@code provider:model}, with {@code *} for any text
 * @param images whether these models take images; none: as the provider's others
 * @param settings over the provider's
 */
public record PerModelConfig(
    String model, @Nullable Boolean images, @Nullable SettingsConfig settings) {}
