package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in real shells; {@code reveille} in them is a stand-in that knows ids. */
class CompletionTest {

  @TempDir private Path folder;

  private static String script(String shell) {
    return new Run.Setting(Map.of(), "", false).run("completion", shell).out();
  }

  private List<String> completed(String... words) throws IOException, InterruptedException {
    Path file = folder.resolve("completion.bash");
    Files.writeString(file, script("bash"));
    String run =
        "source '%s'; reveille() { echo \"id-$2\"; }; COMP_WORDS=(%s); COMP_CWORD=%d; _reveille; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                file,
                String.join(
                    " ", java.util.Arrays.stream(words).map(word -> "'" + word + "'").toList()),
                words.length - 1);
    return said("bash", "-c", run);
  }

  private static List<String> said(String... command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread late = Thread.startVirtualThread(() -> endLate(shell));
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    late.interrupt();
    return said.lines().filter(line -> !line.isEmpty()).toList();
  }

  private static void endLate(Process shell) {
    try {
      if (!shell.waitFor(1, TimeUnit.MINUTES)) {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
      }
    } catch (InterruptedException over) {
      // It has ended by itself.
    }
  }

  /** The script in a file, if there is such a shell here. */
  private String scriptFor(String shell) throws IOException {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
    Assumptions.assumeTrue(
        there,
        "There is no "
            + shell
            + " on the PATH, and its completion is not tested."
            + " On Debian: apt-get install "
            + shell);
    Path file = folder.resolve("completion." + shell);
    Files.writeString(file, script(shell));
    return file.toString();
  }

  @Test
  void fishCompletes() throws Exception {
    String file = scriptFor("fish");
    Map.of(
            "reveille sch", List.of("schedule"),
            "reveille agent st", List.of("start", "states", "stop"),
            "reveille agent show d --wa", List.of("--watch"),
            "reveille --url x deadletter re", List.of("redrive"),
            "reveille agent show i", List.of("id-i"),
            "reveille task list --agent i", List.of("id-i"),
            "reveille task show i", List.<String>of())
        .forEach((typed, wanted) -> assertThat(fish(file, typed)).as(typed).isEqualTo(wanted));
  }

  private static List<String> fish(String file, String typed) {
    String ask = "source '%s'; function reveille; echo id-$argv[2]; end; complete -C '%s'";
    try {
      return said("fish", "--no-config", "-c", ask.formatted(file, typed));
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(typed, failed);
    }
  }

  /** A person's tab in a terminal, and what the command is given then. */
  @Test
  void zshCompletes() throws Exception {
    String file = scriptFor("zsh");
    Map<String, String> wanted =
        Map.of(
            "reveille sch", "schedule",
            "reveille agent show d --wa", "agent show d --watch",
            "reveille --url x deadletter re", "--url x deadletter redrive",
            "reveille agent show i", "agent show id-i",
            "reveille task list --agent i", "task list --agent id-i");
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      assertThat(said("zsh", "-f", resource("completion.zsh"), file, one.getKey()))
          .as(one.getKey())
          .containsExactly(one.getValue());
    }
  }

  private static String resource(String name) throws Exception {
    return Path.of(CompletionTest.class.getResource("/" + name).toURI()).toString();
  }

  @Test
  void completesCommandsAndOptions() throws Exception {
    assertThat(completed("reveille", "sch")).containsExactly("schedule");
    assertThat(completed("reveille", "agent", "s"))
        .containsExactlyInAnyOrder("show", "start", "states", "stop", "sleep");
    assertThat(completed("reveille", "agent", "show", "d", "--wa")).containsExactly("--watch");
    assertThat(completed("reveille", "agent", "show", "d", "--js")).containsExactly("--json");
    assertThat(completed("reveille", "--url", "x", "deadletter", "re")).containsExactly("redrive");
  }

  @Test
  void completesIdsOfAgents() throws Exception {
    assertThat(completed("reveille", "agent", "show", "i")).containsExactly("id-i");
    assertThat(completed("reveille", "task", "list", "--agent", "i")).containsExactly("id-i");
    assertThat(completed("reveille", "task", "show", "i")).isEmpty();
  }

  @Test
  void idsAreAskedOfTheServer() throws IOException {
    try (StubServer server = new StubServer()) {
      server.answer("listAgents", "{\"agents\": [{\"agentId\": \"d\"}, {\"agentId\": \"d2\"}]}");
      assertThat(Run.of(server, "complete", "d")).isEqualTo(new Run(0, "d\nd2\n", ""));
      assertThat(server.asked().getFirst().params())
          .isEqualTo(Json.parse("{\"prefix\": \"d\", \"limit\": 100}"));
    }
    Run nobody =
        new Run.Setting(Map.of("REVEILLE_URL", "http://127.0.0.1:1"), "", false).run("complete");
    assertThat(nobody).isEqualTo(new Run(1, "", ""));
  }

  @Test
  void everyShellKnowsEveryCommand() {
    Shell shell = Shell.ofProcess();
    for (String name : List.of("bash", "zsh", "fish")) {
      String script = script(name);
      assertThat(Completion.paths(Root.all(shell)))
          .hasSizeGreaterThan(60)
          .allSatisfy(path -> assertThat(script).contains("'" + path.replace(' ', '/') + "'"));
    }
    assertThat(new Run.Setting(Map.of(), "", false).run("completion", "tcsh").code()).isEqualTo(2);
  }
}
