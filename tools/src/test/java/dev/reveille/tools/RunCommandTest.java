package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With real processes. */
class RunCommandTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Caller caller;

  @BeforeEach
  void make() throws IOException {
    String path = System.getenv("PATH");
    CommandRules rules =
        new CommandRules(
            List.of("sh", "pwd", "env"), Map.of("PATH", path), Duration.ofSeconds(30), 100);
    caller = Caller.of(new RunCommand(Workspace.at(folder), rules));
  }

  private String shell(String script, String more) {
    return "{'program': 'sh', 'arguments': ['-c', '%s']%s}".formatted(script, more);
  }

  @Test
  void answersWithExitCodeAndOutput() throws Exception {
    assertThat(caller.returned("run_command", shell("echo out; echo err >&2; exit 3", "")))
        .isEqualTo("exit code 3\nout\nerr\n");
    assertThat(caller.returned("run_command", shell("true", "")))
        .isEqualTo("exit code 0\n(it wrote nothing)");
  }

  @Test
  void runsInTheWorkspaceOnly() throws Exception {
    Files.createDirectory(folder.resolve("in"));
    assertThat(caller.returned("run_command", "{'program': 'pwd', 'directory': 'in'}"))
        .endsWith("/in\n");
    assertThat(caller.failed("run_command", "{'program': 'pwd', 'directory': '..'}"))
        .contains("outside the workspace");
  }

  @Test
  void knowsNoOtherProgramAndNoOtherVariable() throws Exception {
    assertThat(caller.failed("run_command", "{'program': 'cat'}")).contains("program");
    assertThat(caller.returned("run_command", "{'program': 'env'}").lines().skip(1))
        .allMatch(line -> line.matches("(PATH=|REVEILLE_CALL=|\\[cut: ).*"));
  }

  @Test
  void givesArgumentsToNoShell() throws Exception {
    String arguments = "{'program': 'sh', 'arguments': ['-c', 'echo $0', '$(id) * ; x']}";
    assertThat(caller.returned("run_command", arguments)).contains("\n$(id) * ; x\n");
  }

  @Test
  void cutsLongOutput() throws Exception {
    assertThat(caller.returned("run_command", shell("printf %0100000d 0", "")))
        .endsWith("0\n[cut: 99900 bytes more were written]");
  }

  @Test
  void killsTheWholeTreeWhenTheTimeIsOver() throws Exception {
    String script = "sh -c \\\"sleep 1000 & echo \\\\$! > pid; wait\\\"";
    assertThat(caller.failed("run_command", shell(script, ", 'timeLimitSeconds': 3")))
        .contains("killed after 3 s");
    isGone(pid());
  }

  @Test
  void killsTheWholeTreeWhenNobodyWantsItAnyMore() throws Exception {
    CompletableFuture<String> failed = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                failed.complete(
                    caller.failed("run_command", shell("sleep 1000 & echo $! > pid; wait", "")));
              } catch (InterruptedException e) {
                failed.completeExceptionally(e);
              }
            });
    await().atMost(SOON).until(() -> Files.exists(folder.resolve("pid")) && pid() > 0);
    long pid = pid();
    thread.interrupt();
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    isGone(pid);
  }

  /** It has a parent no more, a session of its own, and keeps the output open. */
  @Test
  void findsAlsoThoseThatCutThemselvesLoose() throws Exception {
    String script =
        "(setsid sh -c \\\"echo \\\\$\\\\$ > pid; sleep 1000\\\" &) ; until [ -s pid ]; do sleep 0.05; done";
    assertThat(caller.returned("run_command", shell(script, ""))).startsWith("exit code 0");
    await().atMost(SOON).until(() -> Files.exists(folder.resolve("pid")) && pid() > 0);
    isGone(pid());
  }

  @Test
  void waitsForNothingThatTheProgramReads() throws Exception {
    assertThat(caller.returned("run_command", shell("read line; echo read $line", "")))
        .isEqualTo("exit code 0\nread\n");
  }

  @Test
  void endsAFloodAtTheTimeLimit() throws Exception {
    String flood = shell("trap true TERM INT HUP; yes", ", 'timeLimitSeconds': 3");
    assertThat(caller.failed("run_command", flood)).contains("killed after 3 s", "[cut: ");
  }

  @Test
  void takesNoProgramOfTheWorkspaceForOneOfTheServer() throws Exception {
    Path impostor = Files.writeString(folder.resolve("id"), "#!/bin/sh\necho impostor\n");
    assertThat(impostor.toFile().setExecutable(true)).isTrue();
    Path elsewhere = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(elsewhere.resolve("id"), impostor);
    CommandRules rules = new CommandRules(List.of("id"), Map.of(), Duration.ofSeconds(30), 1_000);
    for (String path : List.of("", ".", folder.toString(), elsewhere.toString())) {
      Caller careful =
          Caller.of(new RunCommand(Workspace.at(folder), rules, path + ":/usr/bin:/bin"));
      assertThat(careful.returned("run_command", "{'program': 'id'}")).contains("uid=");
      Caller lost = Caller.of(new RunCommand(Workspace.at(folder), rules, path));
      assertThat(lost.failed("run_command", "{'program': 'id'}")).contains("no program id");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"./id", "bin/id", "../id", " ", ""})
  void isNotAllowedProgramsThatDependOnAFolder(String program) {
    assertThatThrownBy(() -> new CommandRules(List.of(program), Map.of(), Duration.ofSeconds(1), 1))
        .hasMessageContaining("neither a name nor an absolute path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "../sh", "sh -c id", "sh;id", "SH", "sh\\u0000", "."})
  void isNoOtherProgramHoweverItIsWritten(String program) throws Exception {
    assertThat(caller.failed("run_command", "{'program': '" + program + "'}")).contains("program");
  }

  private long pid() throws IOException {
    String text = Files.readString(folder.resolve("pid")).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static void isGone(long pid) {
    await().atMost(SOON).until(() -> ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true));
  }
}
