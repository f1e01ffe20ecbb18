package dev.reveille.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reveille.testkit.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The archive as somebody has it who has nothing else but Java. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArchiveTest {
  @TempDir private static Path folder;
  private static Unpacked archive;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Unpacked.into(folder);
  }

  /** The first of all: what it makes on first use the others have then. */
  @Test
  @Order(1)
  void servesAndAnswersAndStops(TestReporter reporter) throws Exception {
    List<String> serve =
        Unpacked.command(archive.launcher(), "serve", "--port", "0", "--data", folder + "/data");
    assertThat(archive.home().resolve("server.aot")).doesNotExist();
    Served first = Served.start(archive.home(), serve);
    try (first) {
      Ended called = archive.reveille("call", "getServerInfo", "--url", first.url());
      assertThat(called.code()).as(called.out()).isZero();
      assertThat(called.out()).contains("\"name\":\"Reveille\"");
      create(first, "d");
      first.stop();
    }
    assertThat(archive.home().resolve("server.aot")).as("made on first use").isNotEmptyFile();
    assertThat(archive.home().resolve("client.aot")).isNotEmptyFile();
    Served second = Served.start(archive.home(), serve);
    try (second) {
      Ended listed = archive.reveille("agent", "list", "--json", "--url", second.url());
      assertThat(listed.out()).contains("\"agentId\":\"d\"");
      Ended backup = archive.reveille("backup", folder + "/copy.db", "--data", folder + "/data");
      assertThat(backup.code()).as(backup.out()).isZero();
      second.stop();
    }
    reporter.publishEntry(
        "start",
        "ready after %d ms with making the caches, %d ms with them"
            .formatted(first.toReady().toMillis(), second.toReady().toMillis()));
  }

  /** One of the definitions in the archive's own folder. */
  private static void create(Served server, String agent) throws Exception {
    Ended created = archive.reveille("agent", "create", agent, "--url", server.url());
    assertThat(created.code()).as(created.out()).isZero();
  }

  @Test
  void demonstrates() throws Exception {
    Ended demo = archive.reveille("demo");
    assertThat(demo.code()).as(demo.out()).isZero();
  }

  /** What is for several servers, or for events from outside, costs one that has none nothing. */
  @Test
  void aServerThatIsAloneLoadsNothingOfPostgresPekkoAndCloudEvents() throws Exception {
    Path loaded = folder.resolve("classes.log");
    List<String> serve =
        List.of(
            "env",
            "REVEILLE_JAVA_OPTS=-Xlog:class+load:file=" + loaded,
            archive.launcher(),
            "serve",
            "--port=0",
            "--data=" + folder.resolve("alone"));
    try (Served server = Served.start(archive.home(), serve)) {
      create(server, "d");
      String[] send = {"task", "send", "d", "Check.", "--wait", "--url", server.url()};
      Ended sent = archive.reveille(send);
      assertThat(sent.code()).as(sent.out()).isZero();
      server.stop();
    }
    try (Stream<String> lines = Files.lines(loaded)) {
      List<String> classes = lines.toList();
      assertThat(classes).anyMatch(line -> line.contains("dev.reveille.store.SqliteStore"));
      assertThat(classes)
          .filteredOn(line ->
              line.matches(
                  ".*\\b(org\\.postgresql|org\\.apache\\.pekko|scala|io\\.cloudevents)\\..*"))
          .isEmpty();
    }
  }

  @Test
  void runsAsOneJar() throws Exception {
    String jar = archive.home().resolve("reveille.jar").toString();
    String data = folder + "/jar-data";
    try (Served server =
        Served.start(
            archive.home(),
            List.of(
                Unpacked.java().toString(), "-jar", jar, "serve", "--port=0", "--data=" + data))) {
      Ended health =
          Unpacked.run(
              archive.home(),
              List.of(Unpacked.java().toString(), "-jar", jar, "health", "--url", server.url()));
      assertThat(health.code()).as(health.out()).isZero();
      assertThat(Files.readString(archive.home().resolve("server.log")))
          .doesNotContain("native access");
      server.stop();
    }
  }

  @Test
  void saysNothingOfWhoPackedItAndWhen() throws Exception {
    List<String> members = Unpacked.listing();
    assertThat(members).hasSizeGreaterThan(60);
    assertThat(members)
        .allSatisfy(line -> assertThat(line).contains(" 0/0 ").contains(" 2026-01-01 00:00 "));
    assertThat(members)
        .noneMatch(line -> line.contains("node_modules") || line.contains("/target/"));
  }

  @Test
  void hasEverythingThatTheImageCopies() throws Exception {
    List<String> copied = new ArrayList<>();
    for (String line : ops("Dockerfile")) {
      if (line.startsWith("COPY ")) {
        String[] words = line.split(" ");
        copied.addAll(List.of(words).subList(1, words.length - 1));
      }
    }
    assertThat(copied).contains("lib", "reveille", "etc");
    assertThat(copied).allSatisfy(path -> assertThat(archive.home().resolve(path)).exists());
  }

  @Test
  void theServiceStartsWhatIsThere() throws Exception {
    assertThat(ops("reveille.service")).contains("ExecStart=/opt/reveille/reveille serve");
    assertThat(archive.home().resolve("reveille")).isExecutable();
    assertThat(archive.home().resolve("agents").resolve("d.md")).exists();
  }

  @Test
  void systemdUnderstandsTheUnits(@TempDir Path units) throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "there is no systemd here");
    List<String> command = new ArrayList<>(List.of(analyze.toString(), "verify", "--man=no"));
    for (String name :
        List.of("reveille.service", "reveille-backup.service", "reveille-backup.timer")) {
      // The paths of an installation, which this machine does not have, are those of the archive.
      String text = Files.readString(archive.home().resolve("ops").resolve(name));
      Path unit = units.resolve(name);
      Files.writeString(unit, text.replace("/opt/reveille", archive.home().toString()));
      command.add(unit.toString());
    }
    Ended verified = Unpacked.run(units, command);
    assertThat(verified.out()).isEmpty();
    assertThat(verified.code()).isZero();
  }

  private static List<String> ops(String name) throws IOException {
    try (Stream<String> lines = Files.lines(archive.home().resolve("ops").resolve(name))) {
      return lines.toList();
    }
  }
}
