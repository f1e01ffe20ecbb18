package dev.reveille.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The server that a command is for, as far as the command line says it; the rest says the
 * environment.
 */
record Target(Optional<String> url, Optional<String> token) {

  /**
   * @throws IllegalArgumentException the URL is none
   */
  ReveilleClient client(Map<String, String> env) {
    String server = url.orElse(env.getOrDefault("REVEILLE_URL", "" + ReveilleClient.LOCAL));
    String secret = token.orElse(env.getOrDefault("REVEILLE_TOKEN", ""));
    ReveilleClient client = ReveilleClient.at(uri(server));
    return secret.isEmpty() ? client : client.withToken(secret);
  }

  private static URI uri(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // told below, in the words of a URL
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not the URL of a server; write it like " + ReveilleClient.LOCAL);
  }
}
