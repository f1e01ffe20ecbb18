package dev.reveille.server.protocol;

import dev.reveille.server.Reveille;
import dev.reveille.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** A whole server in this process, on a fresh folder, with the rehearsal model. */
record WholeServer(Reveille reveille) implements AutoCloseable {
  private static final String DEFINITION =
      """
      ---
      name: clerk
      description: Keeps the files
      tools: [current_time, read_file]
      config:
        queueLimit: 3
      ---
      You keep the files.
      """;

  static WholeServer start(Path folder) throws IOException {
    Path agents = Files.createDirectories(folder.resolve("agents"));
    Files.writeString(agents.resolve("clerk.md"), DEFINITION);
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("notes.txt"), "forty-two\n");
    Map<String, String> options =
        Map.of(
            "server.port", "0",
            "data.folder", folder.resolve("data").toString(),
            "agents.folder", agents.toString(),
            "workspace.folder", work.toString(),
            "engine.drainSeconds", "1");
    return new WholeServer(
        Reveille.start(ConfigLoader.load(null, Map.of(), options), InstantSource.system()));
  }

  URI address() {
    return reveille.address();
  }

  @Override
  public void close() throws InterruptedException {
    reveille.stop();
  }
}
