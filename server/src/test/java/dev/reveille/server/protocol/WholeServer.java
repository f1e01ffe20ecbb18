package dev.reveille.server.protocol;

import dev.reveille.engine.Gauges;
import dev.reveille.server.Reveille;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A whole server in this process, on a fresh folder, with the rehearsal model. */
public record WholeServer(Reveille reveille) implements AutoCloseable {
  private static final String DEFINITION =
      """
      ---
      name: clerk
      description: Keeps the files
      tools: [current_time, read_file]
      config:
        queueLimit: 3
      ---
      %s
      """;

  /** On a machine that has nothing else to do. */
  public static WholeServer start(Path folder) throws IOException {
    return start(folder, Map.of(), Gauges.constant(0, 0));
  }

  /** The same with another system prompt of its clerk. */
  static WholeServer start(Path folder, String prompt) throws IOException {
    return start(folder, prompt, Map.of(), Gauges.constant(0, 0), InstantSource.system());
  }

  public static WholeServer start(Path folder, Map<String, String> more, Gauges gauges)
      throws IOException {
    return start(folder, more, gauges, InstantSource.system());
  }

  static WholeServer start(
      Path folder, Map<String, String> more, Gauges gauges, InstantSource clock)
      throws IOException {
    return start(folder, "You keep the files.", more, gauges, clock);
  }

  private static WholeServer start(
      Path folder, String prompt, Map<String, String> more, Gauges gauges, InstantSource clock)
      throws IOException {
    Path agents = Files.createDirectories(folder.resolve("agents"));
    Files.writeString(agents.resolve("clerk.md"), DEFINITION.formatted(prompt));
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("notes.txt"), "forty-two\n");
    Map<String, String> options = new HashMap<>(more);
    options.put("server.port", "0");
    options.put("data.folder", folder.resolve("data").toString());
    options.put("agents.folder", agents.toString());
    options.put("workspace.folder", work.toString());
    options.put("engine.drainSeconds", "1");
    Config config = ConfigLoader.load(null, Map.of(), options);
    return new WholeServer(Reveille.start(config, clock, gauges));
  }

  public URI address() {
    return reveille.address();
  }

  @Override
  public void close() throws InterruptedException {
    reveille.stop();
  }
}
