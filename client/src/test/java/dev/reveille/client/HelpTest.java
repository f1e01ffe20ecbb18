package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  private static Run run(String... args) {
    return new Run.Setting(Map.of(), "", false).run(args);
  }

  @Test
  void listsAllCommandsInOrder() {
    Run run = run("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "serve",
            "demo",
            "top",
            "agent",
            "task",
            "schedule",
            "mail",
            "event",
            "note",
            "approvals",
            "approve",
            "deny",
            "deadletter",
            "replay",
            "export",
            "import",
            "definition",
            "watch",
            "call",
            "methods",
            "info",
            "health",
            "doctor",
            "check",
            "rebuild",
            "backup",
            "migrate",
            "completion");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "demo",
        "agent",
        "agent create",
        "agent sleep",
        "task",
        "task send",
        "task fork",
        "approvals",
        "deny",
        "replay",
        "export",
        "import",
        "watch",
        "call",
        "health",
        "definition show",
        "completion"
      })
  void everyCommandExplainsItself(String command) {
    Run run = run((command + " --help").split(" "));
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: reveille " + command).doesNotContain("--version");
  }

  @Test
  void withoutACommandItShowsWhatThereIs() {
    Run run = run();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Missing required subcommand", "task", "reveille demo");
  }

  @Test
  void suggestsWhatMayHaveBeenMeant() {
    assertThat(run("agnet").err()).contains("'agnet'", "agent");
    assertThat(run("agent", "creat").err()).contains("Did you mean: agent create");
  }

  @Test
  void knowsItsVersion() {
    assertThat(run("--version").out()).startsWith("Reveille ");
  }

  @Test
  void theServersOwnCommandsBelongToTheLauncher() {
    Run run = run("serve", "--port", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("dev.reveille.server.Main");
  }

  @Test
  void writesACompletionScript() {
    assertThat(run("completion").out()).contains("complete", "_reveille");
  }
}
