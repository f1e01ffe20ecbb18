package dev.reveille.models;

import java.net.URI;
import java.util.Optional;

/**
 * Where a provider is reached.
 *
 * @param provider its name in the configuration
 * @param baseUrl where its API starts
 * @param keyName the environment variable that the key was read from, for messages
 * @param maxReplyChars the longest reply, in characters of text, reasoning and tool arguments
 *     together; a longer one is refused
 */
public record Endpoint(
    String provider,
    URI baseUrl,
    Optional<String> keyName,
    Optional<ApiKey> key,
    int maxReplyChars) {

  /** 4 Mi characters: some forty times the longest reply that models give today. */
  public static final int MAX_REPLY_CHARS = 4 << 20;

  public Endpoint {
    String scheme = baseUrl.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || baseUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "base URL of provider "
              + provider
              + " is not an http(s) address: "
              + baseUrl
              + "; write it like https://host/v1");
    }
    if (maxReplyChars < 1) {
      throw new IllegalArgumentException("maxReplyChars of provider " + provider + " is below 1");
    }
  }

  /** The parts of this endpoint that a complaint may name. */
  Complaints complaints(String model) {
    String host = baseUrl.getHost() + (baseUrl.getPort() < 0 ? "" : ":" + baseUrl.getPort());
    return new Complaints(provider, host, model, keyName);
  }

  String redact(String text) {
    return key.map(it -> it.redact(text)).orElse(text);
  }
}
