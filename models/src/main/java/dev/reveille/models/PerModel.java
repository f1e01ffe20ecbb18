package dev.reveille.models;

import dev.reveille.core.ModelSettings;
import java.util.Optional;

/**
 * What holds for some models and not for all of their provider's.
 *
 * @param model {@code provider:model}, with {@code *} for any text
 * @param images whether they take images; empty: as the provider's others
 * @param contextTokens the longest conversation they take, 1,000 to 100,000,000; empty: as the
 *     built-in table says
 * @param settings over the provider's
 */
public record PerModel(
    String model,
    Optional<Boolean> images,
    Optional<Integer> contextTokens,
    ModelSettings settings) {

  public PerModel {
    contextTokens.ifPresent(it -> {
      if (it < 1_000 || it > 100_000_000) {
        throw new IllegalArgumentException(
            "contextTokens of " + model + " must be from 1000 to 100000000, but was " + it);
      }
    });
  }
}
