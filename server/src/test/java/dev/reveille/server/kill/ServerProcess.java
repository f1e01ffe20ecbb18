package dev.reveille.server.kill;

import dev.reveille.testkit.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real server in a process of its own, made from the class path of the test run. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("is ready at (https?://[^ ]+)");

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the process and does not wait until it is ready.
   *
   * @param folder gets {@code data}, {@code server.log}, and is where the tools may read
   * @param port 0 for a free one
   */
  public static ServerProcess launch(Path folder, int port) throws IOException {
    return launch(folder, port, Map.of(), List.of());
  }

  /**
   * The same with more variables in its environment, and more options.
   *
   * @param options such as {@code --config=FILE}
   */
  public static ServerProcess launch(
      Path folder, int port, Map<String, String> environment, List<String> options)
      throws IOException {
    Path log = folder.resolve("server.log");
    Path work = Files.createDirectories(folder.resolve("work"));
    Path agents = Files.createDirectories(folder.resolve("agents"));
    ProcessBuilder builder =
        program(
            "serve",
            "--port=" + port,
            "--data=" + folder.resolve("data"),
            "--workspace=" + work,
            "--agents=" + agents);
    builder.command().addAll(options);
    // Other builds on this machine are no reason to run one task at a time.
    builder.environment().put("REVEILLE_ADMISSION_DEFER_ABOVE", "1");
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServerProcess(builder.start(), log);
  }

  /** Runs another command of the program to its end; answers the exit code. */
  static int run(String... arguments) throws IOException, InterruptedException {
    return program(arguments).inheritIO().start().waitFor();
  }

  /** What another command says, with more variables in its environment; the code last. */
  static String said(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = program(arguments);
    builder.environment().putAll(environment);
    Ended ended = Ended.of(builder, Duration.ofMinutes(2));
    return ended.out() + "exit " + ended.code();
  }

  private static ProcessBuilder program(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx512m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), "dev.reveille.server.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("REVEILLE_"));
    return builder;
  }

  /** Blocks until it serves; answers where. */
  public URI ready() throws IOException {
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = READY.matcher(line);
      if (matcher.find()) {
        return URI.create(matcher.group(1));
      } // a JVM, too, says something there, if it has to complain
    }
    throw new IOException("the server did not start" + lastWords());
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** Lets so much time pass; false if the process ended by itself within it. */
  boolean livesFor(Duration time) throws InterruptedException {
    return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** {@code kill -9}. Returns when it is dead. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop in good order, and waits; false if it does not. */
  public boolean stop() throws InterruptedException {
    process.destroy();
    return process.waitFor(2, TimeUnit.MINUTES);
  }

  /** What it wrote to its standard error, over all its lives. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
