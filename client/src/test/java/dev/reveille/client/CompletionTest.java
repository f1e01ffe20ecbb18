package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script for bash is run by a real bash; {@code reveille} in it is a stand-in that knows ids.
 */
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
    Process bash = new ProcessBuilder("bash", "-c", run).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().filter(line -> !line.isEmpty()).toList();
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
