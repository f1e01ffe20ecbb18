package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.core.ModelSettings;
import dev.reveille.server.json.OutOfBounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How models answer; what is not said is left to the provider.
 *
 * @param temperature 0 to 2
 * @param topP over 0, up to 1
 * @param maxOutputTokens the longest reply
 * @param reasoningEffort how much they think first
 * @param firstTokenSeconds the longest time until the first piece of a reply
 * @param idleSeconds the longest silence
 * @param totalSeconds the longest time for a whole reply
 */
public record SettingsConfig(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer maxOutputTokens,
    @Nullable Effort reasoningEffort,
    @Nullable Duration firstTokenSeconds,
    @Nullable Duration idleSeconds,
    @Nullable Duration totalSeconds) {

  public SettingsConfig {
    if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
      throw new OutOfBounds("temperature", "0 to 2", temperature);
    }
    if (topP != null && !(topP > 0 && topP <= 1)) {
      throw new OutOfBounds("topP", "over 0 and at most 1", topP);
    }
    if (maxOutputTokens != null) {
      check("maxOutputTokens", maxOutputTokens, 1, 1_000_000);
    }
    time("firstTokenSeconds", firstTokenSeconds, 3_600);
    time("idleSeconds", idleSeconds, 3_600);
    time("totalSeconds", totalSeconds, 86_400);
  }

  public ModelSettings settings() {
    return new ModelSettings(
        temperature,
        topP,
        maxOutputTokens,
        reasoningEffort == null ? null : ModelSettings.Effort.valueOf(reasoningEffort.name()),
        firstTokenSeconds,
        idleSeconds,
        totalSeconds);
  }

  private static void time(String name, @Nullable Duration value, long most) {
    if (value != null && (!value.isPositive() || value.toSeconds() > most)) {
      throw new OutOfBounds(name, "over 0 and at most " + most, value);
    }
  }

  /** How much thinking is wanted. */
  public enum Effort {
    LOW,
    MEDIUM,
    HIGH
  }
}
