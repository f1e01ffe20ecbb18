package dev.reveille.models;

import dev.reveille.core.ModelSettings;
import java.util.Optional;

/**
 * What holds for some models and not for all of their provider's.
 *
 * @param model {@code provider:model}, with {@code *} for any text
 * @param images whether they take images; empty: as the provider's others
 * @param settings over the provider's
 */
public record PerModel(String model, Optional<Boolean> images, ModelSettings settings) {}
