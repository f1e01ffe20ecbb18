package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes key stores with the commands that {@code docs/cluster.md} has. */
final class Keytool {
  private static final Path DOCS = Path.of("../docs/cluster.md");
  private static final Pattern BLOCK = Pattern.compile("```sh\n([^`]*keytool[^`]*)```");

  private Keytool() {}

  /** For a server on 127.0.0.1, signed by somebody whom only this trust store has. */
  static Cluster.Tls stores(Path folder) throws IOException, InterruptedException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(DOCS))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    String script =
        String.join("", blocks)
            .replace("NAME=node-0.reveille", "NAME=127.0.0.1")
            .replace("san=dns:", "san=ip:");
    ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script).directory(folder.toFile());
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    shell.environment().merge("PATH", java, (path, bin) -> bin + ":" + path);
    Path log = folder.resolve("keytool.log");
    shell.redirectErrorStream(true).redirectOutput(log.toFile());
    int code = shell.start().waitFor();
    assertThat(code).as(() -> read(log)).isZero();
    return new Cluster.Tls(
        folder.resolve("127.0.0.1.p12"), folder.resolve("trust.p12"), "change-it");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
