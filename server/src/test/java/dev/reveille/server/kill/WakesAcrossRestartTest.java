package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.ReveilleClient;
import dev.reveille.client.RpcException;
import dev.reveille.postgres.LocalPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The seed's three examples, events and questions through a real socket, with {@code kill -9} and a
 * new process in the middle of each.
 */
@Tag("kill")
class WakesAcrossRestartTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private ServerProcess process;
  private ReveilleClient client;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("work"));
    process = ServerProcess.launch(folder, LocalPort.claim());
    client = ReveilleClient.at(process.ready());
  }

  @AfterEach
  void close() {
    process.close();
  }

  private void restart() throws IOException, InterruptedException {
    process.kill();
    process = ServerProcess.launch(folder, client.server().getPort());
    process.ready();
  }

  private JsonNode call(String method, String params) throws IOException {
    return client.call(method, JSON.readTree(params.replace('\'', '"')));
  }

  private void create(String agent, String config) throws IOException {
    call(
        "createAgent",
        "{'agentId': '%s', 'definition': {'systemPrompt': 'You help.'}, 'config': %s}"
            .formatted(agent, config));
  }

  private String state(String agent) throws IOException {
    return call("getAgent", "{'agentId': '" + agent + "'}").path("state").asString();
  }

  private JsonNode tasks(String agent) throws IOException {
    return call("listTasks", "{'agentId': '" + agent + "', 'limit': 1000}").path("tasks");
  }

  private void awaitTasks(String agent, int count) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(tasks(agent)).hasSizeGreaterThanOrEqualTo(count);
          assertThat(tasks(agent).get(0).path("state").asString()).isEqualTo("succeeded");
        });
  }

  /** openclaw #42640: cron jobs execute twice after a restart. */
  @Test
  void aScheduleFiresOnAfterARestartAndNothingTwice() throws Exception {
    create("d", "{}");
    call("scheduleTask", "{'agentId': 'd', 'task': 'SAY tick', 'schedule': '@every 1s'}");
    awaitTasks("d", 2);
    restart();
    int before = tasks("d").size();
    awaitTasks("d", before + 2);
    JsonNode schedule = call("listSchedules", "{'agentId': 'd'}").path("schedules").get(0);
    String id = schedule.path("scheduleId").asString();
    call("pauseSchedule", "{'agentId': 'd', 'scheduleId': '" + id + "'}");
    JsonNode firings =
        call("getSchedule", "{'agentId': 'd', 'limit': 1000, 'scheduleId': '" + id + "'}")
            .path("firings");
    Set<String> due = new HashSet<>();
    Set<String> tasks = new HashSet<>();
    for (JsonNode firing : firings) {
      assertThat(due.add(firing.path("dueAt").asString())).as("%s", firing).isTrue();
      boolean fired = firing.path("outcome").asString().equals("fired");
      assertThat(fired).isEqualTo(!firing.path("taskId").asString("").isEmpty());
      assertThat(!fired || tasks.add(firing.path("taskId").asString())).isTrue();
    }
    assertThat(tasks).hasSize(tasks("d").size());
  }

  @Test
  void urgentMailWakesAndOrdinaryMailDoesNot() throws Exception {
    create("d", "{}");
    call("sleepAgent", "{'agentId': 'd', 'wakeEvents': ['urgent_mail', 'system_alert']}");
    call("sendMail", "{'to': 'd', 'body': 'SAY read', 'priority': 'normal'}");
    restart();
    assertThat(state("d")).isEqualTo("sleeping");
    call("sendMail", "{'to': 'd', 'body': 'SAY read', 'priority': 'urgent'}");
    awaitTasks("d", 2);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(call("listMail", "{'mailbox': 'd', 'status': 'read'}").path("mails"))
                .hasSize(2));
  }

  @Test
  void aPastInstantWakesAtOnceAndAFutureOneAfterTheRestart() throws Exception {
    create("d", "{}");
    JsonNode past = call("sleepAgent", "{'agentId': 'd', 'untilTime': '2024-01-01T09:00:00Z'}");
    assertThat(past.path("state").asString()).isEqualTo("idle");
    call("sleepAgent", "{'agentId': 'd', 'durationSeconds': 2}");
    call("sendTask", "{'agentId': 'd', 'prompt': 'SAY awake'}");
    restart();
    awaitTasks("d", 1);
    assertThat(state("d")).isEqualTo("idle");
  }

  /** Acknowledged, and the process dies before anybody has heard it. */
  @Test
  void anEventThatWasAcknowledgedIsHeardAfterTheRestartAndOnce() throws Exception {
    create("d", "{}");
    call("subscribeAgent", "{'agentId': 'd', 'events': ['build.*'], 'prompt': 'SAY {{event}}'}");
    call("sleepAgent", "{'agentId': 'd', 'wakeEvents': ['never']}");
    for (int i = 0; i < 20; i++) {
      call("broadcastEvent", "{'event': 'build.failed', 'eventId': 'e" + i + "'}");
    }
    restart();
    awaitTasks("d", 20);
    call("broadcastEvent", "{'event': 'build.done', 'eventId': 'e3'}");
    call("broadcastEvent", "{'event': 'nobody.listens', 'eventId': 'n'}");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(call("listDeadLetters", "{'kind': 'event'}").path("deadLetters"))
                .hasSize(1));
    assertThat(tasks("d")).hasSize(20);
  }

  @Test
  void whoAskedGetsHisAnswerAfterTheRestart() throws Exception {
    create("a", "{}");
    create("b", "{}");
    String prompt =
        "CALL ask_agent {\\\"agent\\\": \\\"b\\\", \\\"question\\\": \\\"WAIT 5s\\\\nSAY 42\\\"}"
            + "\\nSAY b says {{result}}";
    JsonNode sent =
        client.call(
            "sendTask", JSON.readTree("{\"agentId\": \"a\", \"prompt\": \"" + prompt + "\"}"));
    String task = sent.path("taskId").asString();
    await().atMost(SOON).untilAsserted(() -> assertThat(state("b")).isEqualTo("active"));
    await()
        .atMost(SOON) // b may begin before a's task knows that it has to wait
        .untilAsserted(() ->
            assertThat(call("getAgent", "{'agentId': 'a'}").path("why").asString())
                .contains("waits for"));
    restart();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(call("getTask", "{'taskId': '" + task + "'}").path("result").asString(""))
                .contains("42"));
  }

  @Test
  void mailThatNobodyCouldDealWithComesBack() throws Exception {
    create("d", "{'maxAttempts': 1}");
    call("sendMail", "{'to': 'd', 'body': 'FAIL 400', 'subject': 'please'}");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(call("listMail", "{'mailbox': 'user'}").path("mails")).hasSize(1));
    JsonNode notice = call("listMail", "{'mailbox': 'user'}").path("mails").get(0);
    assertThat(notice.path("from").asString()).isEqualTo("postmaster");
    assertThat(notice.path("subject").asString()).isEqualTo("Undelivered: please");
    restart();
    assertThat(call("listMail", "{'mailbox': 'user'}").path("mails")).hasSize(1);
  }

  @Test
  void nobodyAsksHimself() throws Exception {
    create("a", "{}");
    String prompt =
        "CALL ask_agent {\\\"agent\\\": \\\"a\\\", \\\"question\\\": \\\"SAY 1\\\"}\\nSAY {{result}}";
    JsonNode ended =
        client.call(
            "sendTask",
            JSON.readTree("{\"agentId\": \"a\", \"wait\": true, \"prompt\": \"" + prompt + "\"}"));
    assertThat(ended.path("result").asString()).contains("ask_cycle").contains("a → a");
    assertThatThrownBy(() -> call("sendMail", "{'to': 'nobody', 'body': 'x'}"))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("nobody");
  }
}
