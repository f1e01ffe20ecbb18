package dev.reveille.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own.
 *
 * @param line what it said when it was ready
 * @param toReady from the start of the process to that line
 */
record DemoServer(Process process, URI url, String line, Duration toReady) {

  private static final Pattern READY = Pattern.compile("is ready at (https?://\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * How to start it.
   *
   * @param command begins with the program, ends before {@code serve}
   * @param home the folder it works in, with {@code agents/} in it
   * @param keys what else its configuration says, as environment variables
   */
  record Recipe(List<String> command, Path home, Path data, Path log, Map<String, String> keys) {

    DemoServer start(int port) throws IOException, InterruptedException {
      return start(port, _ -> {});
    }

    /**
     * @param begun is told of the process before it is ready
     */
    DemoServer start(int port, Consumer<Process> begun) throws IOException, InterruptedException {
      ProcessBuilder builder = new ProcessBuilder(arguments(port)).directory(home.toFile());
      builder.environment().remove("REVEILLE_URL");
      builder.environment().remove("REVEILLE_TOKEN");
      builder.environment().putAll(keys);
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      long began = System.nanoTime();
      Process process = builder.start();
      begun.accept(process);
      CompletableFuture<String> ready = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> listen(process, ready));
      String line = await(process, ready);
      Duration toReady = Duration.ofNanos(System.nanoTime() - began);
      Matcher matcher = READY.matcher(line);
      if (!matcher.find()) {
        throw new IOException("The server did not start. " + lastWords());
      }
      return new DemoServer(process, URI.create(matcher.group(1)), line, toReady);
    }

    private List<String> arguments(int port) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("serve", "--port", "" + port, "--data", data.toString()));
      Path agents = home.resolve("agents");
      if (Files.isDirectory(agents)) {
        arguments.addAll(List.of("--agents", agents.toString()));
      }
      return arguments;
    }

    private static String await(Process process, CompletableFuture<String> ready)
        throws IOException, InterruptedException {
      try {
        return ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        process.destroyForcibly();
        throw new IOException("The server was not ready after " + PATIENCE.toSeconds() + " s.");
      } catch (ExecutionException broken) {
        throw new IOException("The server's output could not be read.", broken.getCause());
      }
    }

    /** Reads to the end, so that the server never waits for a reader. */
    private static void listen(Process process, CompletableFuture<String> ready) {
      try (BufferedReader out = process.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          if (READY.matcher(line).find()) {
            ready.complete(line);
          }
        }
        ready.complete("");
      } catch (IOException gone) {
        ready.completeExceptionally(gone);
      }
    }

    private String lastWords() throws IOException {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      List<String> last = lines.subList(Math.max(0, lines.size() - 8), lines.size());
      return last.isEmpty() ? "It said nothing." : "It said:\n  " + String.join("\n  ", last);
    }
  }

  /** {@code kill -9}, also of what a launcher script may have started. Returns when it is dead. */
  void kill() throws InterruptedException {
    end();
    process.waitFor();
  }

  /** The same, even from a shutdown hook: waits for its end, but not for ever. */
  void end() {
    end(process);
  }

  static void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
  }
}
