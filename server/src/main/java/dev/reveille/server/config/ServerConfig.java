package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and to whom.
 *
 * @param host name or address to bind; anything but loopback needs a token
 * @param port 0 takes a free one
 * @param token what clients must send as {@code Authorization: Bearer TOKEN} or {@code
 *     ?token=TOKEN}; none: open, on loopback only. Better in the environment than in a file
 * @param origins web origins, such as {@code https://ops.example.org}, whose pages may connect,
 *     beside the server's own; without a token their host names are also the only ones, beside
 *     loopback's, that requests may be addressed to
 * @param limits see {@link ServerLimits}
 */
public record ServerConfig(
    String host, int port, @Nullable Secret token, List<String> origins, ServerLimits limits) {
  public static final int DEFAULT_PORT = 7717;

  public ServerConfig {
    check("port", port, 0, 65_535);
    origins = List.copyOf(origins);
  }

  public static ServerConfig defaults() {
    return new ServerConfig("127.0.0.1", DEFAULT_PORT, null, List.of(), ServerLimits.defaults());
  }

  public ServerConfig withPort(int other) {
    return new ServerConfig(host, other, token, origins, limits);
  }

  public ServerConfig withLimits(ServerLimits others) {
    return new ServerConfig(host, port, token, origins, others);
  }
}
