package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.server.json.OutOfBounds;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans are sent: OTLP over HTTP.
 *
 * @param endpoint of a collector, such as {@code http://localhost:4318}; null: no spans are made
 * @param headers of each request, such as a key
 * @param serviceName by which the collector knows this server
 * @param timeoutSeconds how long one request may take
 */
public record OtlpConfig(
    @Nullable String endpoint,
    Map<String, Secret> headers,
    String serviceName,
    Duration timeoutSeconds) {
  public OtlpConfig {
    headers = Map.copyOf(headers);
    if (endpoint != null && !endpoint.matches("https?://[^\\s/].*")) {
      throw new OutOfBounds("endpoint", "an address like http://localhost:4318", endpoint);
    }
    check("timeoutSeconds", timeoutSeconds.toMillis(), 100, 600_000);
  }

  public static OtlpConfig defaults() {
    return new OtlpConfig(null, Map.of(), "reveille", Duration.ofSeconds(10));
  }
}
