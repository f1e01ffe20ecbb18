package dev.reveille.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.Reveille;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  @TempDir private Path folder;

  private Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("server.port", "0");
    options.put("data.folder", folder.resolve("data").toString());
    options.put("agents.folder", folder.resolve("agents").toString());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static List<Finding> look(
      Map<String, String> options, Map<String, String> environment, boolean deep) {
    return Doctor.look(
        new Doctor.Patient(
            () -> ConfigLoader.load(null, Map.of(), options),
            environment,
            null,
            deep,
            Reveille.version(),
            InstantSource.system()));
  }

  private static Finding of(List<Finding> findings, String name) {
    return findings.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  private void definition(String text) throws IOException {
    Files.createDirectories(folder.resolve("agents"));
    Files.writeString(folder.resolve("agents/d.md"), text);
  }

  @Test
  void looksBeforeTheFirstStartAndChangesNothing() throws IOException {
    definition("---\nname: d\ndescription: x\n---\nYou are d.\n");
    List<Finding> found = look(options(), Map.of("OPENAI_API_KEY", "very-secret"), true);
    assertThat(found)
        .extracting(Finding::name)
        .contains(
            "java",
            "launcher",
            "config",
            "async",
            "data",
            "disk",
            "definitions",
            "keys",
            "clock",
            "port",
            "server");
    assertThat(found).noneMatch(it -> it.level() == Finding.Level.FAIL);
    assertThat(of(found, "definitions").detail()).startsWith("1 in ");
    assertThat(of(found, "keys").detail()).contains("OPENAI_API_KEY");
    assertThat(new DoctorReport(found).json() + new DoctorReport(found).text())
        .doesNotContain("very-secret");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void knowsAServerThatRunsAndItsFolder() throws Exception {
    Config config = ConfigLoader.load(null, Map.of(), options());
    Reveille server = Reveille.start(config, List.of(), InstantSource.system());
    try {
      String port = "" + server.address().getPort();
      List<Finding> found = look(options("server.port", port), Map.of(), true);
      assertThat(of(found, "store").detail())
          .contains("in use by process " + ProcessHandle.current().pid());
      assertThat(of(found, "port").detail()).contains("is taken by a Reveille server");
      assertThat(of(found, "server").level()).isEqualTo(Finding.Level.OK);
      assertThat(of(found, "server").detail()).contains(Reveille.version());
      assertThat(of(found, "health").level()).isEqualTo(Finding.Level.OK);
    } finally {
      server.stop();
    }
    Finding whole = of(look(options(), Map.of(), true), "store");
    assertThat(whole.level()).as(whole.toString()).isEqualTo(Finding.Level.OK);
    assertThat(of(look(options(), Map.of(), false), "store").detail()).contains("--deep");
  }

  @Test
  void saysWhoHasThePort() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Somebody who takes connections and never answers as a Reveille server does.
      Thread.ofVirtual().start(() -> hangUp(other));
      Finding port =
          of(look(options("server.port", "" + other.getLocalPort()), Map.of(), false), "port");
      assertThat(port.level()).isEqualTo(Finding.Level.FAIL);
      assertThat(port.detail()).contains("another program listens");
      if (Files.isDirectory(Path.of("/proc/self"))) {
        assertThat(port.detail()).contains("process " + ProcessHandle.current().pid());
      }
      assertThat(port.advice()).contains("--port");
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void saysWhatIsWrongWithWhatIsWritten() throws IOException {
    definition("---\nname: d\ncolour: red\n---\nYou are d.\n");
    Finding wrong = of(look(Map.of("server.prot", "1"), Map.of(), false), "config");
    assertThat(wrong.level()).isEqualTo(Finding.Level.FAIL);
    assertThat(wrong.detail()).contains("server.prot", "server.port");
    List<Finding> found =
        look(
            options(
                "async.enabled",
                "false",
                "models.providers",
                "[{\"name\": \"local\", \"dialect\": \"openai\", \"baseUrl\":"
                    + " \"http://localhost:1/v1\", \"apiKeyEnv\": \"LOCAL_KEY\"}]"),
            Map.of(),
            false);
    assertThat(of(found, "definitions").detail()).contains("broken", "d.md:1");
    assertThat(of(found, "keys").detail()).contains("LOCAL_KEY");
    assertThat(of(found, "async").level()).isEqualTo(Finding.Level.WARN);
    assertThat(new DoctorReport(found).json()).contains("\"status\":\"warn\"");
  }

  @Test
  void aFolderThatCannotBeIsAFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Finding data =
        of(look(options("data.folder", file.resolve("data").toString()), Map.of(), false), "data");
    assertThat(data.level()).isEqualTo(Finding.Level.FAIL);
    assertThat(data.advice()).contains("--data");
  }
}
