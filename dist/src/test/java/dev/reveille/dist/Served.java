package dev.reveille.dist;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that was started from the archive.
 *
 * @param toReady from its start to the line that says so
 */
record Served(Process process, String url, Duration toReady) implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("is ready at (http://\\S+)");

  static Served start(Path folder, List<String> command) throws IOException {
    long began = System.nanoTime();
    Process process =
        Unpacked.builder(folder, command)
            .redirectError(folder.resolve("server.log").toFile())
            .start();
    var late = runAsync(process::destroyForcibly, delayedExecutor(2, TimeUnit.MINUTES));
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        late.cancel(false);
        return new Served(process, ready.group(1), Duration.ofNanos(System.nanoTime() - began));
      }
    }
    throw new AssertionError("it did not start; see " + folder.resolve("server.log"));
  }

  /** As a service manager stops it: the exit code is SIGTERM's. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
