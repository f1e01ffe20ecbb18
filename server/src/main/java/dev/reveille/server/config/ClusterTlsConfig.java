package dev.reveille.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How servers of a cluster prove to each other that they belong to it. Each has a certificate for
 * the name in {@code cluster.host}, and trusts who signed those of the others.
 *
 * @param keyStore PKCS12 with this server's key; none: what goes between servers is neither
 *     encrypted nor checked
 * @param trustStore PKCS12 with what the certificates of the others are signed by
 * @param passwordEnv environment variable that holds the password of both
 */
public record ClusterTlsConfig(
    @Nullable Path keyStore, @Nullable Path trustStore, @Nullable String passwordEnv) {
  public static ClusterTlsConfig defaults() {
    return new ClusterTlsConfig(null, null, null);
  }
}
