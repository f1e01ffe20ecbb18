package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables of requests and results do not show. */
class MoreCommandsTest {

  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theServerTellsItsMethods() {
    server.answerRpc(
        "rpc.discover",
        """
        {"methods": [
          {"name": "async.sendTask", "summary": "Gives an agent a task.", "params": [
            {"name": "agentId", "required": true, "schema": {"type": "string"}},
            {"name": "prompt", "schema": {"type": "string"}}]}]}
        """);
    assertThat(Run.of(server, "methods").out())
        .isEqualTo(
            """
            METHOD          DESCRIPTION
            async.sendTask  Gives an agent a task.
            """);
    assertThat(Run.of(server, "methods", "sendTask").out())
        .isEqualTo(
            """
            async.sendTask  Gives an agent a task.
            NAME     REQUIRED  SCHEMA
            agentId  yes       type=string
            prompt   -         type=string
            """);
    assertThat(Run.of(server, "methods", "fly").code()).isEqualTo(2);
  }

  @Test
  void importsFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("task.json"), "{\"taskId\": \"d/2\"}");
    server.answer("importTask", "{\"taskId\": \"e/1\", \"imported\": true}");
    Run run = Run.of(server, "import", file.toString(), "--agent", "e");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Imported as e/1");
    assertThat(server.asked().getFirst().params())
        .isEqualTo(Json.parse("{\"file\": {\"taskId\": \"d/2\"}, \"agentId\": \"e\"}"));
  }

  @Test
  void showsFigures() {
    server.answer(
        "getMetrics",
        """
        {"metrics": [{"name": "reveille_agents", "samples": [{"labels": {"state": "idle"}, "value": 3}]},
          {"name": "reveille_lag_seconds", "samples": [{"labels": {}, "count": 4, "sum": 2.0}]}]}\
        """);
    assertThat(Run.of(server, "metrics").out())
        .contains("reveille_agents")
        .contains("idle")
        .contains("4 of 0.5");
  }

  @Test
  void aFileIsReplayed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("task.json"), "{\"entries\": []}");
    server.answer("replayTask", "{\"taskId\": \"d/2\", \"ok\": true}");
    Run run = Run.of(server, "replay", file.toString());
    assertThat(run.code()).isZero();
    assertThat(server.asked().getFirst().params())
        .isEqualTo(Json.parse("{\"file\": {\"entries\": []}}"));
  }

  @Test
  void aMailIsALetter() {
    server.answer(
        "getMail",
        "{\"mailId\": \"user/3\", \"from\": \"d\", \"subject\": \"Disk\", \"body\": \"It"
            + " is\\nfull.\"}");
    assertThat(Run.of(server, "mail", "read", "user/3").out())
        .isEqualTo(
            """
            mailId   user/3
            from     d
            subject  Disk

            It is
            full.
            """);
  }

  @Test
  void aScheduleHasItsLedger() {
    server.answer(
        "getSchedule",
        """
        {"agentId": "d", "scheduleId": "s", "nextRuns": ["2027-01-31T12:15:00Z"],
         "firings": [
           {"dueAt": "2027-01-31T12:00:00Z", "outcome": "fired", "taskId": "d/9"},
           {"dueAt": "2027-01-31T11:45:00Z", "outcome": "skipped", "why": "d/8 still runs"}],
         "nextCursor": null}
        """);
    assertThat(Run.of(server, "schedule", "show", "d", "s").out())
        .isEqualTo(
            """
            agentId     d
            scheduleId  s
            nextRuns    2027-01-31T12:15:00Z

            DUE                   OUTCOME  TASK  WHY
            2027-01-31T12:00:00Z  fired    d/9   -
            2027-01-31T11:45:00Z  skipped  -     d/8 still runs
            """);
  }

  @Test
  void healthSaysWhatIsUnwell() {
    server.answer(
        "getHealth",
        "{\"status\": \"degraded\", \"checks\": [{\"name\": \"store\", \"ok\": true, \"detail\":"
            + " \"writable\"}, {\"name\": \"models.x\", \"ok\": false, \"detail\": \"left"
            + " alone\"}]}");
    Run run = Run.of(server, "health");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            degraded
            CHECK     STATUS  DETAIL
            store     ok      writable
            models.x  not ok  left alone
            """);
  }

  // ── colours and width ──────────────────────────────────────────────────────────────────────

  private static final String AGENTS =
      "{\"agents\": [{\"agentId\": \"%s\", \"state\": \"active\", \"definition\": \"%s\"}]}";

  private Run agents(boolean terminal, Map<String, String> env, String... more) {
    server.answer("listAgents", AGENTS.formatted("d", "x"));
    Map<String, String> all = new java.util.HashMap<>(env);
    all.put("REVEILLE_URL", "" + server.url());
    String[] args = new String[2 + more.length];
    args[0] = "agent";
    args[1] = "list";
    System.arraycopy(more, 0, args, 2, more.length);
    return new Run.Setting(all, "", terminal).run(args);
  }

  @Test
  void onlyATerminalHasColours() {
    assertThat(agents(true, Map.of()).out()).contains("\u001b[36mactive\u001b[0m");
    assertThat(agents(false, Map.of()).out()).doesNotContain("\u001b");
    assertThat(agents(true, Map.of("NO_COLOR", "1")).out()).doesNotContain("\u001b");
    assertThat(agents(true, Map.of(), "--color", "never").out()).doesNotContain("\u001b");
    assertThat(agents(false, Map.of("NO_COLOR", "1"), "--color", "always").out())
        .contains("\u001b[36mactive\u001b[0m");
    assertThat(agents(true, Map.of(), "--json").out()).doesNotContain("\u001b");
  }

  @Test
  void theWidestColumnGivesWayOnATerminal() {
    server.answer("listAgents", AGENTS.formatted("d", "y".repeat(300)));
    Map<String, String> env = Map.of("REVEILLE_URL", "" + server.url());
    String out = new Run.Setting(env, "", true).run("agent", "list", "--color", "never").out();
    assertThat(out.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(out).contains("active  yyy").contains("…");
  }
}
