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

/** With real processes. */
class RunCommandTest {
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
        .allMatch(line -> line.startsWith("PATH=") || line.startsWith("[cut: "));
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
    assertThat(caller.failed("run_command", shell(script, ", 'timeLimitSeconds': 1")))
        .contains("killed after 1 s");
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
    await().until(() -> Files.exists(folder.resolve("pid")) && pid() > 0);
    long pid = pid();
    thread.interrupt();
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    isGone(pid);
  }

  private long pid() throws IOException {
    String text = Files.readString(folder.resolve("pid")).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static void isGone(long pid) {
    await().until(() -> ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true));
  }
}
