package dev.reveille.cluster;

import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.Wall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of the cluster in a process of its own, which can be ended, stopped and cut off. */
final class NodeProcess implements AutoCloseable {
  private final Path config;
  private final Path log;
  private final Wall wall;
  private final int port;
  private final String password;
  private Process process;
  private int lives;

  /**
   * Where a node is.
   *
   * @param bind port that it listens at for the others
   * @param wall what they go through
   * @param port where clients go
   */
  record Seat(int bind, Wall wall, int port) {
    static Seat free() {
      int bind = LocalPort.claim();
      try {
        return new Seat(bind, new Wall(bind), LocalPort.claim());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String name() {
      return "127.0.0.1:" + wall.port();
    }
  }

  NodeProcess(Seat seat, Path config, String password) {
    this.config = config;
    this.log = config.resolveSibling(config.getFileName() + ".log");
    this.wall = seat.wall();
    this.port = seat.port();
    this.password = password;
    this.process = launch();
  }

  private Process launch() {
    lives++;
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.reveille.server.Main",
            "serve",
            "--config=" + config);
    builder.environment().keySet().removeIf(name -> name.startsWith("REVEILLE_"));
    builder.environment().put("NODE_STORE_PASSWORD", password);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How often it was started. */
  int lives() {
    return lives;
  }

  /** Starts it again, whose process has ended. */
  void restart() {
    process = launch();
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop in good order; its exit code, or null if it does not. */
  @Nullable Integer stop() throws InterruptedException {
    process.destroy();
    return ended(90);
  }

  /** Its exit code, when it has ended by itself; null if it does not. */
  @Nullable Integer ended(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : null;
  }

  /** It does nothing until {@link #goOn}, and does not notice. */
  void freeze() {
    signal("-STOP");
  }

  void goOn() {
    signal("-CONT");
  }

  private void signal(String which) {
    try {
      new ProcessBuilder(List.of("kill", which, String.valueOf(process.pid()))).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Wall wall() {
    return wall;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    wall.close();
  }
}
