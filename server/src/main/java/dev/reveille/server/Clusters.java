package dev.reveille.server;

import dev.reveille.engine.Cluster;
import dev.reveille.server.config.ClusterConfig;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.store.Postgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this server one of several, if the configuration says so; otherwise nothing of that is
 * loaded. What it takes lies in a folder of its own beside the other libraries.
 */
final class Clusters {
  private static final Logger log = LoggerFactory.getLogger(Clusters.class);
  private static final int MORE_THAN_A_FRAME = 1 << 20;

  /** The process is to be started again: whoever runs it does so when it ends like this. */
  private static final int LOST = 3;

  private Clusters() {}

  /** Null if this server is alone. */
  static @Nullable Cluster make(Config config, Map<String, String> environment) {
    ClusterConfig given = config.cluster();
    if (!given.enabled()) {
      return null;
    }
    Postgres database = Settings.postgres(config, environment);
    if (database == null) {
      throw new ConfigException(
          "cluster.enabled needs a database that all servers share; set store.url");
    }
    if (given.seedNodes().isEmpty()) {
      throw new ConfigException("cluster.enabled needs cluster.seedNodes");
    }
    Cluster.Spec spec =
        new Cluster.Spec(
            given.host(),
            given.port(),
            bind(given),
            given.seedNodes(),
            config.server().limits().maxFrameBytes() + MORE_THAN_A_FRAME,
            tls(config, environment));
    return maker().make(spec, database::turn, new Ending());
  }

  private static Cluster.@Nullable Bind bind(ClusterConfig given) {
    return given.bindHost() == null && given.bindPort() == null
        ? null
        : new Cluster.Bind(
            Objects.requireNonNullElse(given.bindHost(), given.host()),
            Objects.requireNonNullElse(given.bindPort(), given.port()));
  }

  private static Cluster.@Nullable Tls tls(Config config, Map<String, String> environment) {
    var given = config.cluster().tls();
    if (given.keyStore() == null && given.trustStore() == null) {
      return null;
    }
    String variable = given.passwordEnv();
    String password = variable == null ? null : environment.get(variable);
    if (given.keyStore() == null || given.trustStore() == null || password == null) {
      throw new ConfigException(
          "cluster.tls needs keyStore, trustStore, and in passwordEnv the name of a variable that"
              + " is set");
    }
    for (Path store : List.of(given.keyStore(), given.trustStore())) {
      if (!Files.isReadable(store)) {
        throw new ConfigException("cluster.tls: " + store + " cannot be read");
      }
    }
    return new Cluster.Tls(given.keyStore(), given.trustStore(), password);
  }

  private static Cluster.Maker maker() {
    Optional<Cluster.Maker> here = ServiceLoader.load(Cluster.Maker.class).findFirst();
    return here.or(Clusters::fromItsFolder)
        .orElseThrow(() ->
            new ConfigException(
                "cluster.enabled: this program has no folder lib/cluster; unpack all of the archive"));
  }

  private static Optional<Cluster.Maker> fromItsFolder() {
    try {
      Path lib =
          Path.of(Clusters.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolveSibling("cluster");
      if (!Files.isDirectory(lib)) {
        return Optional.empty();
      }
      List<URL> jars = new ArrayList<>();
      try (Stream<Path> all = Files.list(lib)) {
        for (Path jar : all.sorted().toList()) {
          jars.add(jar.toUri().toURL());
        }
      }
      // Open as long as the process lives.
      URLClassLoader loader =
          new URLClassLoader(jars.toArray(URL[]::new), Clusters.class.getClassLoader());
      return ServiceLoader.load(Cluster.Maker.class, loader).findFirst();
    } catch (IOException | URISyntaxException e) {
      throw new ConfigException("cluster.enabled: lib/cluster cannot be read: " + e.getMessage());
    }
  }

  /** What becomes of the process when it is in the cluster no more. */
  private static final class Ending implements Cluster.Exit {
    @Override
    public void drained() {
      log.info("drained: this server ends");
      Thread.ofPlatform().name("reveille-drained").start(() -> System.exit(0));
    }

    /** Handing back what runs would disturb those who hold it now; the journal has all there is. */
    @Override
    public void lost(String why) {
      log.error(
          "this server is not of the cluster any more and ends, to be started again: {}", why);
      Runtime.getRuntime().halt(LOST);
    }
  }
}
