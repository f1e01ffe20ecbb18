package dev.reveille.examples;

import dev.reveille.server.Reveille;
import dev.reveille.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A whole server in this process, with the rehearsal model. */
record LiveServer(Reveille reveille) implements AutoCloseable {
  /**
   * @param port 0 for a free one
   */
  static LiveServer start(Path folder, int port) throws IOException {
    Map<String, String> options =
        Map.of(
            "server.port", Integer.toString(port),
            "data.folder", folder.resolve("data").toString(),
            "agents.folder", folder.toString(),
            "workspace.folder", folder.toString(),
            "admission.deferAbove", "1",
            "engine.drainSeconds", "1");
    return new LiveServer(
        Reveille.start(
            ConfigLoader.load(null, Map.of(), options), List.of(), InstantSource.system()));
  }

  /** How a process of its own is started, but for the port and the folder. */
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.reveille.server.Main");
  }

  URI address() {
    return reveille.address();
  }

  @Override
  public void close() throws InterruptedException {
    reveille.stop();
  }
}
