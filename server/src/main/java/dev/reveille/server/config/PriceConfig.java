package dev.reveille.server.config;

import org.jspecify.annotations.Nullable;

/**
 * US dollars per million tokens.
 *
 * @param model {@code provider:model}, with {@code *} for any text
 * @param input of what the model is told
 * @param output of what it answers, reasoning included
 * @param cached input that came from the provider's cache; none: as other input
 * @param stored input that was put into it; none: as other input
 */
public record PriceConfig(
    String model, double input, double output, @Nullable Double cached, @Nullable Double stored) {}
