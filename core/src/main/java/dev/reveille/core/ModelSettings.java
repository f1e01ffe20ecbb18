package dev.reveille.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to answer. What is null is left to whoever is asked next, in the end to the
 * provider, or for times to {@link #STANDARD}.
 *
 * @param temperature 0 to 2
 * @param topP over 0, up to 1
 * @param maxOutputTokens the longest reply, reasoning included, 1 to 1,000,000
 * @param reasoningEffort how much it thinks before it answers
 * @param firstToken the longest time until the first piece of a reply, up to an hour; signs of life
 *     before it do not count
 * @param idle the longest silence, the time before the first byte included, up to an hour
 * @param total the longest time for a whole reply, up to a day
 */
public record ModelSettings(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer maxOutputTokens,
    @Nullable Effort reasoningEffort,
    @Nullable Duration firstToken,
    @Nullable Duration idle,
    @Nullable Duration total) {

  /** How much thinking is wanted; providers translate it into what they know. */
  public enum Effort {
    LOW,
    MEDIUM,
    HIGH
  }

  /** Nothing is set. */
  public static final ModelSettings NONE =
      new ModelSettings(null, null, null, null, null, null, null);

  /** Where nobody says otherwise: 60 s of silence, 5 minutes to the first token, 10 in all. */
  public static final ModelSettings STANDARD =
      new ModelSettings(
          null,
          null,
          null,
          null,
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10));

  public ModelSettings {
    if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
      throw new IllegalArgumentException("temperature must be 0 to 2, not " + temperature);
    }
    if (topP != null && !(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP must be over 0 and at most 1, not " + topP);
    }
    if (maxOutputTokens != null) {
      Check.range("maxOutputTokens", maxOutputTokens, 1, 1_000_000);
    }
    time("firstTokenSeconds", firstToken, Duration.ofHours(1));
    time("idleSeconds", idle, Duration.ofHours(1));
    time("totalSeconds", total, Duration.ofDays(1));
  }

  /**
   * One setting after the other from the first of these that says something of it.
   *
   * <p>The order in which Reveille asks is always this: the task, its agent, the agent's
   * definition, the model in the configuration, its provider, {@link #STANDARD}. Where a request is
   * made the first three are known, where its model is found the others.
   *
   * @param layers the most particular one first
   */
  public static ModelSettings merged(@Nullable ModelSettings... layers) {
    ModelSettings all = NONE;
    for (ModelSettings layer : layers) {
      all = layer == null ? all : all.over(layer);
    }
    return all;
  }

  /** These settings, and where they say nothing, those of {@code base}. */
  public ModelSettings over(ModelSettings base) {
    return new ModelSettings(
        or(temperature, base.temperature),
        or(topP, base.topP),
        or(maxOutputTokens, base.maxOutputTokens),
        or(reasoningEffort, base.reasoningEffort),
        or(firstToken, base.firstToken),
        or(idle, base.idle),
        or(total, base.total));
  }

  private static <T> @Nullable T or(@Nullable T mine, @Nullable T base) {
    return mine != null ? mine : base;
  }

  private static void time(String name, @Nullable Duration value, Duration most) {
    if (value != null && (value.isNegative() || value.isZero() || value.compareTo(most) > 0)) {
      throw new IllegalArgumentException(
          name + " must be over 0 and at most " + most.toSeconds() + ", not " + value);
    }
  }
}
