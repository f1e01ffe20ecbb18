package dev.reveille.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL of this machine's packages, with a data folder of its own, on a free port of
 * loopback; it syncs as it does by default. It runs as an ordinary user, which it insists on. It
 * may be killed and started again, and ends at the latest with the process that started it.
 */
public final class LocalPostgres implements AutoCloseable {
  /** By whose name one is connected: with all rights. */
  public static final String USER = "reveille";

  /** The password of {@link #USER}; it is reached from this machine only, and for a while. */
  public static final String PASSWORD = "not-a-secret";

  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final long PATIENCE_SECONDS = 120;

  private final Path bin;
  private final Path folder;
  private final int port;
  private @Nullable Process server;

  private LocalPostgres(Path bin) throws IOException {
    this.bin = bin;
    folder = Files.createTempDirectory("reveille-postgres");
    port = LocalPort.claim();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "postgres-stop"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    if (isRoot()) {
      run(List.of("chown", "nobody", folder.toString()));
    }
  }

  /**
   * Starts one and waits until it answers.
   *
   * @throws IllegalStateException there are no programs of PostgreSQL, and what to install; or it
   *     does not start
   */
  public static LocalPostgres start() {
    try {
      LocalPostgres postgres = new LocalPostgres(bin());
      postgres.initialise();
      postgres.restart();
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts another one that follows what this one writes, and can only be read. */
  public LocalPostgres standby() {
    try {
      LocalPostgres standby = new LocalPostgres(bin);
      standby.copy(this);
      standby.restart();
      return standby;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a standby's following: it may be written from now on. */
  public void promote() {
    sql("SELECT pg_promote()");
  }

  /** Whether {@link #start} would find its programs. */
  public static boolean isInstalled() {
    return candidates().findAny().isPresent();
  }

  private static Path bin() {
    return candidates()
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "there is no PostgreSQL in "
                    + PACKAGES
                    + ", and no initdb on the PATH; install the package postgresql"));
  }

  /** The newest of Debian's packages, then what is on the PATH. */
  private static Stream<Path> candidates() {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> versions = Files.list(PACKAGES)) {
        versions.sorted(Comparator.reverseOrder()).map(it -> it.resolve("bin")).forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(Path::of)
        .forEach(found::add);
    return found.stream()
        .filter(it -> Files.isExecutable(it.resolve("initdb")))
        .filter(it -> Files.isExecutable(it.resolve("postgres")));
  }

  /** Its database, as {@code jdbc:postgresql://HOST:PORT/NAME}. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public int port() {
    return port;
  }

  /** Where it keeps everything. */
  public Path folder() {
    return folder.resolve("data");
  }

  public boolean isRunning() {
    Process running = server;
    return running != null && running.isAlive();
  }

  /** Runs statements with all rights, and answers what they print, without headings. */
  public String sql(String statements) {
    return run(
        List.of(
            program("psql"),
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
    Process running = server;
    if (running == null) {
      return;
    }
    List<ProcessHandle> all = new ArrayList<>(running.descendants().toList());
    running.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    running.onExit().join();
    all.forEach(it -> it.onExit().join());
  }

  /** Starts it again after {@link #kill}, and waits until it answers. */
  public void restart() {
    awaitAnswer(launch());
  }

  /** Ends it at once and deletes its folder. */
  @Override
  public void close() {
    kill();
    run(List.of("rm", "-rf", folder.toString()));
  }

  // ── its process ────────────────────────────────────────────────────────────────────────────

  private void initialise() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, PASSWORD);
    if (isRoot()) {
      run(List.of("chown", "nobody", password.toString()));
    }
    run(
        asOrdinary(
            program("initdb"),
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

  private void copy(LocalPostgres other) {
    run(
        asOrdinary(
            program("pg_basebackup"),
            "-h127.0.0.1",
            "-p" + other.port,
            "-U" + USER,
            "-D",
            data(),
            "-R",
            "-c",
            "fast",
            "--no-sync"));
  }

  private String program(String name) {
    return bin.resolve(name).toString();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Process launch() {
    try {
      Process launched =
          new ProcessBuilder(
                  asOrdinary(
                      program("postgres"),
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
      server = launched;
      return launched;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer(Process launched) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String[] ask = {program("pg_isready"), "-q", "-h127.0.0.1", "-p" + port};
    Process running = launched;
    while (code(ask) != 0) {
      if (!running.isAlive()) {
        running = launch(); // what was killed may still hold its memory for a moment
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

  private static String run(List<String> command) {
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
