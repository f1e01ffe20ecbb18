package dev.reveille.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A file for browsers, whole in memory.
 *
 * @param etag quoted, as it stands in the header; made of what the file holds
 */
record Asset(String type, String etag, byte[] bytes) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Empty for a kind of file that is not served. */
  static Optional<String> type(String path) {
    return Optional.ofNullable(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
  }

  static Asset of(String type, byte[] bytes) {
    return new Asset(type, '"' + sha256(bytes).substring(0, 22) + '"', bytes);
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** In Base64, as a content security policy wants it. */
  static String sha256(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every Java has SHA-256", never);
    }
  }
}
