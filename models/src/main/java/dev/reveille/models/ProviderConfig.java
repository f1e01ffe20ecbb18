package dev.reveille.models;

import dev.reveille.core.ModelSettings;
import java.util.List;
import java.util.Optional;

/**
 * One provider of models.
 *
 * @param name what references call it, {@code [a-z][a-z0-9-]*}
 * @param baseUrl where its API starts, for OpenAI's protocol the address that {@code
 *     /chat/completions} is appended to; the environment variable {@code NAME_BASE_URL} overrides
 *     it. Only the rehearsal needs none
 * @param apiKeyEnv the environment variable that holds the key; empty if it wants none
 * @param models the models that may be used, the first one if a reference names none; empty if any
 * @param maxReplyChars see {@link Endpoint#maxReplyChars}
 * @param images whether its models take images
 * @param settings how they answer where nobody says otherwise
 */
public record ProviderConfig(
    String name,
    Kind kind,
    Optional<String> baseUrl,
    Optional<String> apiKeyEnv,
    List<String> models,
    int maxReplyChars,
    boolean images,
    ModelSettings settings,
    Limits limits) {

  /** Which protocol it speaks. */
  public enum Kind {
    OPENAI,
    ANTHROPIC,
    GEMINI,
    REHEARSAL
  }

  public ProviderConfig {
    models = List.copyOf(models);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "provider name \"" + name + "\" is not like my-provider: a-z, 0-9 and -, a letter first");
    }
    if (kind != Kind.REHEARSAL && baseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "provider " + name + " has no baseUrl; write it like https://host/v1");
    }
  }

  /** A provider with the standard limits, any of its models allowed, none known to take images. */
  public static ProviderConfig of(
      Kind kind, String name, String baseUrl, Optional<String> apiKeyEnv) {
    return new ProviderConfig(
        name,
        kind,
        Optional.of(baseUrl),
        apiKeyEnv,
        List.of(),
        Endpoint.MAX_REPLY_CHARS,
        false,
        ModelSettings.NONE,
        Limits.STANDARD);
  }

  static ProviderConfig rehearsal(String name) {
    return new ProviderConfig(
        name,
        Kind.REHEARSAL,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Endpoint.MAX_REPLY_CHARS,
        false,
        ModelSettings.NONE,
        Limits.STANDARD);
  }

  /** The same, of which it is known that its models take images. */
  ProviderConfig takingImages() {
    return new ProviderConfig(
        name, kind, baseUrl, apiKeyEnv, models, maxReplyChars, true, settings, limits);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.charAt(0) >= 'a'
        && name.charAt(0) <= 'z'
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
