package dev.reveille.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL of this machine's packages, with a data folder of its own, on a free port of
 * loopback; it syncs as it does by default. It runs as an ordinary user, which it insists on. What
 * tests may do to it: kill it, start it again, ask it for an empty schema.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final String USER = "reveille";
  private static final String PASSWORD = "not-a-secret";
  private static final long PATIENCE_SECONDS = 120;

  private static @Nullable PostgresServer shared;

  private final Path bin;
  private final Path folder;
  private final int port;
  private final AtomicInteger schemas = new AtomicInteger();
  private Process server;

  /** What a store needs to know. */
  public record Place(String url, String user, String password) {}

  private PostgresServer(Path bin, Path folder, int port) throws IOException {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
    initialise();
    server = launch();
    awaitAnswer();
  }

  /** The one of this process, started when it is first asked for and stopped with it. */
  public static synchronized PostgresServer shared() {
    PostgresServer known = shared;
    if (known == null) {
      known = start();
      shared = known;
      Runtime.getRuntime().addShutdownHook(new Thread(known::close, "postgres-stop"));
    }
    return known;
  }

  /** One of its own, for tests that kill it. */
  public static PostgresServer start() {
    try {
      Path folder = Files.createTempDirectory("reveille-postgres");
      return new PostgresServer(bin(), folder, freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path bin() throws IOException {
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> versions = Files.list(PACKAGES)) {
        return versions
            .map(version -> version.resolve("bin"))
            .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
            .max(Comparator.naturalOrder())
            .orElseThrow(PostgresServer::missing);
      }
    }
    throw missing();
  }

  private static IllegalStateException missing() {
    return new IllegalStateException(
        "there is no PostgreSQL in " + PACKAGES + "; install the package postgresql");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** An empty schema of its database. */
  public Place fresh() {
    String schema = "s" + schemas.incrementAndGet();
    sql("CREATE SCHEMA " + schema);
    return new Place(url() + "?currentSchema=" + schema, USER, PASSWORD);
  }

  /** Its database, as {@code jdbc:postgresql://HOST:PORT/NAME}. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public int port() {
    return port;
  }

  /** Runs statements with all rights, and answers what they print, without headings. */
  public String sql(String statements) {
    return run(
        List.of(
            bin.resolve("psql").toString(),
            "-h127.0.0.1",
            "-p" + port,
            "-U" + USER,
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statements,
            "postgres"));
  }

  /** Ends it at once and all that it has started, as {@code kill -9} and a power cut do. */
  public void kill() {
    List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
    server.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    server.onExit().join();
    all.forEach(it -> it.onExit().join());
  }

  /** Starts it again after {@link #kill}, and waits until it answers. */
  public void restart() {
    server = launch();
    awaitAnswer();
  }

  @Override
  public void close() {
    kill();
    run(List.of("rm", "-rf", folder.toString()));
  }

  // ── its process ────────────────────────────────────────────────────────────────────────────

  private void initialise() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    if (isRoot()) {
      run(List.of("chown", "-R", "nobody", folder.toString()));
    }
    run(
        asOrdinary(
            bin.resolve("initdb").toString(),
            "-D",
            data(),
            "-U",
            USER,
            "-A",
            "scram-sha-256",
            "--pwfile=" + password,
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Process launch() {
    try {
      return new ProcessBuilder(
              asOrdinary(
                  bin.resolve("postgres").toString(),
                  "-D",
                  data(),
                  "-p",
                  Integer.toString(port),
                  "-c",
                  "listen_addresses=127.0.0.1",
                  "-c",
                  "unix_socket_directories="))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String[] ask = {bin.resolve("pg_isready").toString(), "-q", "-h127.0.0.1", "-p" + port};
    while (code(ask) != 0) {
      if (!server.isAlive()) {
        server = launch(); // what was killed may still hold its memory for a moment
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("PostgreSQL does not answer; see " + folder + "/log");
      }
    }
  }

  private static int code(String... command) {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asOrdinary(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private String run(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PGPASSWORD", PASSWORD);
      builder.directory(Path.of("/").toFile()); // where its user may be
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + said);
      }
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
