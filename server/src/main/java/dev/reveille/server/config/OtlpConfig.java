package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.server.json.OutOfBounds;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans are sent: OTLP over HTTP.
 *
 * @param endpoint address of a collector of traces that takes OTLP over HTTP, such as {@code
 *     http://localhost:4318}; none: no spans are made
 * @param headers headers of each request, by name; no log shows their values
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
