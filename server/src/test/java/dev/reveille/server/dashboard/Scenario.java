package dev.reveille.server.dashboard;

import dev.reveille.engine.Gauges;
import dev.reveille.server.protocol.WholeServer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs one script against a whole server of its own. The script tells its steps on its output, a
 * line each that begins with {@code @}, and may ask for the server to be restarted.
 */
final class Scenario implements AutoCloseable {
  /**
   * How a step went.
   *
   * @param error null if it went well
   */
  record Step(String name, @Nullable String error) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path SHOTS = Path.of("target/screenshots").toAbsolutePath();
  private static final int PATIENCE_MINUTES = 15;
  private static final Pattern OPTIONS =
      Pattern.compile("^export const options = (\\{.*});$", Pattern.MULTILINE);
  private static final Pattern OPTION = Pattern.compile("'([^']+)': '([^']+)'");

  private final Path script;
  private final Path folder;
  private final Map<String, String> options;
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private WholeServer server;

  /**
   * @param folder for the server's data
   */
  Scenario(Path script, Path folder) throws IOException {
    this.script = script;
    this.folder = folder;
    this.options = options(Files.readString(script));
    this.server = start();
  }

  private WholeServer start() throws IOException {
    return WholeServer.start(folder, options, Gauges.constant(0, 0));
  }

  /** A script may say how its server is configured. */
  private static Map<String, String> options(String script) {
    Matcher options = OPTIONS.matcher(script);
    return !options.find()
        ? Map.of()
        : OPTION
            .matcher(options.group(1))
            .results()
            .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
  }

  /** Its steps, up to the first that failed. */
  List<Step> run() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "node",
            Browser.SCRIPTS.resolve("run.mjs").toString(),
            script.toString(),
            server.address().toString(),
            SHOTS.toString());
    builder.environment().put("CHROMIUM", Browser.chromium().toString());
    builder.environment().put("NODE_MODULES", Browser.modules().toString());
    Process node = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread watch = Thread.startVirtualThread(() -> endLate(node));
    try (BufferedReader out = node.inputReader();
        BufferedWriter in = node.outputWriter()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        hear(line, in);
      }
    }
    node.waitFor();
    watch.interrupt();
    if (steps.isEmpty()) {
      steps.add(new Step("tells its steps", "the script ended without one"));
    }
    return steps;
  }

  private void endLate(Process node) {
    try {
      if (!node.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        steps.add(new Step("ends", "still running after " + PATIENCE_MINUTES + " minutes"));
        node.descendants().forEach(ProcessHandle::destroyForcibly);
        node.destroyForcibly();
      }
    } catch (InterruptedException over) {
      // It has ended by itself.
    }
  }

  private void hear(String line, BufferedWriter in) throws IOException, InterruptedException {
    if (!line.startsWith("@")) {
      System.out.println("  " + line);
      return;
    }
    JsonNode told = JSON.readTree(line.substring(1));
    if (told.has("step")) {
      steps.add(step(told));
    } else if (told.has("ended") && steps.stream().allMatch(it -> it.error == null)) {
      steps.add(new Step("goes through", told.path("ended").asString()));
    } else if (told.has("ask")) {
      in.write(answer(told.path("ask").asString()) + "\n");
      in.flush();
    }
  }

  private static Step step(JsonNode told) {
    String name = told.path("step").asString();
    if (told.path("ok").asBoolean()) {
      System.out.printf("  %s (%d ms)%n", name, told.path("ms").asInt());
      return new Step(name, null);
    }
    Path shot = SHOTS.resolve(told.path("screenshot").asString());
    return new Step(name, told.path("error").asString() + "\nscreenshot: " + shot);
  }

  private String answer(String request) throws IOException, InterruptedException {
    if (!request.equals("restart")) {
      throw new IllegalArgumentException("a script asks for " + request);
    }
    server.close();
    server = start();
    return "{\"port\": " + server.address().getPort() + "}";
  }

  @Override
  public void close() throws InterruptedException {
    server.close();
  }
}
