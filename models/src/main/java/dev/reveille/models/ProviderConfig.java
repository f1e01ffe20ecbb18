package dev.reveille.models;

import java.util.List;
import java.util.Optional;

/**
 * One provider of models.
 *
 * @param name what references call it, {@code [a-z][a-z0-9-]*}
 * @param baseUrl for {@code OPENAI}: the address that {@code /chat/completions} is appended to; the
 *     environment variable {@code NAME_BASE_URL} overrides it
 * @param apiKeyEnv the environment variable that holds the key; empty if it wants none
 * @param models the models that may be used, the first one if a reference names none; empty if any
 * @param maxReplyChars see {@link Endpoint#maxReplyChars}
 */
public record ProviderConfig(
    String name,
    Kind kind,
    Optional<String> baseUrl,
    Optional<String> apiKeyEnv,
    List<String> models,
    int maxReplyChars) {

  /** Which protocol it speaks. */
  public enum Kind {
    OPENAI,
    REHEARSAL
  }

  public ProviderConfig {
    models = List.copyOf(models);
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "provider name \"" + name + "\" is not like my-provider: a-z, 0-9 and -, a letter first");
    }
    if (kind == Kind.OPENAI && baseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "provider " + name + " has no baseUrl; write it like https://host/v1");
    }
  }

  /** A provider with the standard limit, any of its models allowed. */
  public static ProviderConfig openAi(String name, String baseUrl, Optional<String> apiKeyEnv) {
    return new ProviderConfig(
        name, Kind.OPENAI, Optional.of(baseUrl), apiKeyEnv, List.of(), Endpoint.MAX_REPLY_CHARS);
  }

  static ProviderConfig rehearsal(String name) {
    return new ProviderConfig(
        name,
        Kind.REHEARSAL,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Endpoint.MAX_REPLY_CHARS);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.charAt(0) >= 'a'
        && name.charAt(0) <= 'z'
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
