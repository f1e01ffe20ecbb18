package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param name what stands before the colon in {@code provider:model}
 * @param dialect which protocol it speaks
 * @param baseUrl where its API starts, such as {@code http://localhost:11434/v1}
 * @param apiKeyEnv environment variable that holds its key; none: it needs no key
 * @param models the only models that may be used, the first if none is named; none: any
 * @param images whether its models take images; none: no
 * @param settings how its models answer where nobody says otherwise
 * @param maxConcurrentCalls calls to it at once; none: 256
 * @param maxWaitSeconds how long one more waits before it is put off; none: 30
 * @param maxWaitingCalls so many wait, one more is put off at once; none: 1,000
 * @param breakAfter failures in a row after which a model of it is left alone; none: 5
 * @param breakSeconds for so long, and longer each time that it is not back, up to ten times; none:
 *     30
 * @param maxReplyChars the longest reply, in characters; none: 4,194,304
 */
public record ProviderConfig(
    String name,
    Dialect dialect,
    String baseUrl,
    @Nullable String apiKeyEnv,
    @Nullable List<String> models,
    @Nullable Boolean images,
    @Nullable SettingsConfig settings,
    @Nullable Integer maxConcurrentCalls,
    @Nullable Duration maxWaitSeconds,
    @Nullable Integer maxWaitingCalls,
    @Nullable Integer breakAfter,
    @Nullable Duration breakSeconds,
    @Nullable Integer maxReplyChars) {

  /** Which protocol a provider speaks. */
  public enum Dialect {
    OPENAI,
    ANTHROPIC,
    GEMINI
  }

  public ProviderConfig {
    models = models == null ? null : List.copyOf(models);
    if (apiKeyEnv != null && !apiKeyEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "apiKeyEnv of provider " + name + " must be the name of a variable, not the key itself");
    }
    if (maxConcurrentCalls != null) {
      check("maxConcurrentCalls", maxConcurrentCalls, 1, 10_000);
    }
    if (maxWaitSeconds != null) {
      check("maxWaitSeconds", maxWaitSeconds.toMillis() / 1e3, 0.0, 3_600);
    }
    if (maxWaitingCalls != null) {
      check("maxWaitingCalls", maxWaitingCalls, 0, 100_000);
    }
    if (breakAfter != null) {
      check("breakAfter", breakAfter, 1, 1_000);
    }
    if (breakSeconds != null) {
      check("breakSeconds", breakSeconds.toMillis() / 1e3, 0.001, 86_400);
    }
    if (maxReplyChars != null) {
      check("maxReplyChars", maxReplyChars, 1_000, 100_000_000);
    }
  }
}
