package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.server.json.OutOfBounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several servers over one PostgreSQL that share the agents among them.
 *
 * @param enabled whether this server is one of several; {@code store.url} must be set
 * @param host name or address by which the other servers reach this one
 * @param port the same; only the other servers speak to it
 * @param bindHost address of this machine that it listens at, if the others reach it by another
 *     one, as through a forwarded port; none: {@code host}
 * @param bindPort the same for the port
 * @param seedNodes {@code HOST:PORT} of servers that are asked first, the same list for all, this
 *     server's own among them if it is one; whoever finds none begins the cluster, if possible the
 *     first. More than half of them must be there before agents work
 * @param tls how what goes between servers is encrypted
 */
public record ClusterConfig(
    boolean enabled,
    String host,
    int port,
    @Nullable String bindHost,
    @Nullable Integer bindPort,
    List<String> seedNodes,
    ClusterTlsConfig tls) {
  public static final int DEFAULT_PORT = 7718;

  public ClusterConfig {
    check("port", port, 0, 65_535);
    if (bindPort != null) {
      check("bindPort", bindPort, 0, 65_535);
    }
    seedNodes = List.copyOf(seedNodes);
    for (String seed : seedNodes) {
      if (!seed.matches("[^\\s:/@]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
        throw new OutOfBounds("seedNodes", "addresses like node-0.reveille:7718", seed);
      }
    }
  }

  public static ClusterConfig defaults() {
    return new ClusterConfig(
        false, "127.0.0.1", DEFAULT_PORT, null, null, List.of(), ClusterTlsConfig.defaults());
  }
}
