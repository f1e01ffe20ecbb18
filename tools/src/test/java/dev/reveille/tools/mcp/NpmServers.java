package dev.reveille.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The protocol's own servers, installed once below this module's target folder. */
final class NpmServers {
  private static final String VERSION = "2026.8.31";
  private static final Path FOLDER = Path.of("target", "mcp-servers").toAbsolutePath();

  private NpmServers() {}

  /** The script of a server, to be given to node. */
  static synchronized String script(String name) throws IOException, InterruptedException {
    Path script =
        FOLDER.resolve("node_modules/@modelcontextprotocol/server-" + name + "/dist/index.js");
    if (!Files.exists(script)) {
      install();
    }
    return script.toString();
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    List<String> line =
        List.of(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--prefix",
            FOLDER.toString(),
            "@modelcontextprotocol/server-filesystem@" + VERSION,
            "@modelcontextprotocol/server-everything@" + VERSION);
    Path log = FOLDER.resolve("install.log");
    Process npm =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(npm.waitFor(3, TimeUnit.MINUTES)).as("npm install ends; see " + log).isTrue();
    assertThat(npm.exitValue()).as(Files.readString(log)).isZero();
  }
}
