package dev.reveille.server.upgrade;

import dev.reveille.client.ReveilleClient;
import dev.reveille.server.kill.ServerProcess;
import dev.reveille.store.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The data folder that a version leaves behind which was killed with something of every kind under
 * way. The folders of earlier versions are kept compressed with the tests.
 */
final class OldFolder {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Longer than any of these folders will be kept. */
  private static final int YEARS = 1_000_000_000;

  private final ReveilleClient client;

  private OldFolder(ReveilleClient client) {
    this.client = client;
  }

  /** Unpacks one into a new data folder. */
  static void unpack(Path packed, Path data) throws IOException {
    Path file = Files.createDirectories(data).resolve("reveille.db");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
  }

  /** Makes one with the code of today. */
  static void write(Path folder, Path packed) throws Exception {
    try (ServerProcess process = ServerProcess.launch(folder, 0)) {
      new OldFolder(ReveilleClient.at(process.ready())).live();
      process.kill();
    }
    Path copy = folder.resolve("copy.db");
    Backup.make(folder.resolve("data"), copy);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(copy, out);
    }
  }

  private void live() throws IOException {
    sleepers();
    timekeepers();
    correspondents();
    troubled();
    workers();
  }

  private void sleepers() throws IOException {
    agent("sleeper", "");
    awaitTask(send("sleeper", "SAY before"), it -> state(it, "succeeded"));
    call(
        "sleepAgent",
        "{'agentId': 'sleeper', 'durationSeconds': %d, 'wakeEvents': ['dawn']}".formatted(YEARS));
    send("sleeper", "SAY woken at last");
    agent("napper", "");
    call("sleepAgent", "{'agentId': 'napper', 'durationSeconds': 20}");
    send("napper", "SAY well rested");
  }

  private void timekeepers() throws IOException {
    agent("planner", "'timezone': 'Europe/Berlin'");
    call(
        "scheduleTask",
        "{'agentId': 'planner', 'scheduleId': 'daily', 'task': 'SAY daily', 'schedule': '0 5 * * *'}");
    call(
        "scheduleTask",
        "{'agentId': 'planner', 'scheduleId': 'often', 'task': 'SAY often', 'schedule': '@every 1s', 'maxRuns': 2}");
    call(
        "scheduleTask",
        "{'agentId': 'planner', 'scheduleId': 'paused', 'task': 'SAY never', 'schedule': '@hourly'}");
    call("pauseSchedule", "{'agentId': 'planner', 'scheduleId': 'paused'}");
    await(
        "firings",
        "getSchedule",
        "{'agentId': 'planner', 'scheduleId': 'daily'}",
        it -> it.path("nextRuns").size() > 0);
    await(
        "often",
        "listTasks",
        "{'agentId': 'planner', 'state': 'succeeded'}",
        it -> it.path("tasks").size() == 2);
    agent("listener", "");
    call(
        "subscribeAgent",
        "{'agentId': 'listener', 'events': ['build.*'], 'filter': {'branch': 'main'}, 'prompt': 'SAY heard {{event}}'}");
    call("broadcastEvent", "{'event': 'nobody.cares', 'eventId': 'unheard', 'data': {'n': 1}}");
    await(
        "unheard",
        "listDeadLetters",
        "{'kind': 'event'}",
        it -> it.path("deadLetters").size() == 1);
  }

  private void correspondents() throws IOException {
    agent("clerk", "'checkMailInterval': 40");
    call("sendMail", "{'to': 'clerk', 'subject': 'one', 'body': 'SAY read it'}");
    call(
        "sendMail",
        "{'to': 'user:ann', 'from': 'clerk', 'subject': 'hello', 'body': 'Are you there?'}");
    agent("noter", "");
    call("rememberNote", "{'agentId': 'noter', 'key': 'port', 'text': 'the old port was 7717'}");
    agent("asker", "'approvals': ['send_mail'], 'approvalTtlSeconds': " + YEARS);
    send("asker", "CALL send_mail {\"to\": \"user:ann\", \"body\": \"paid\"}\nSAY sent");
    await("approval", "listApprovals", "{}", it -> it.path("approvals").size() == 1);
  }

  private void troubled() throws IOException {
    agent("dying", "'maxAttempts': 1");
    send("dying", "FAIL 408 times=100");
    await("death", "listDeadLetters", "{'kind': 'task'}", it -> it.path("deadLetters").size() == 1);
    agent("stopped", "");
    call("stopAgent", "{'agentId': 'stopped'}");
    send("stopped", "SAY started again");
    agent("poor", "'budget': {'maxCalls': 1}");
    send("poor", "CALL current_time {}\nSAY rich");
    await(
        "budget",
        "getAgent",
        "{'agentId': 'poor'}",
        it -> it.path("why").asString().contains("budget"));
  }

  /** Last, because they are to be in the middle of it. */
  private void workers() throws IOException {
    agent("resting", "");
    send("resting", "CALL sleep {\"seconds\": 20}\nSAY rested: {{result}}");
    await(
        "rest",
        "listTasks",
        "{'agentId': 'resting', 'state': 'waiting'}",
        it -> it.path("tasks").size() == 1);
    agent("retrying", "'retry': {'initialSeconds': 10, 'maxSeconds': 10}");
    send("retrying", "FAIL 408 times=1\nSAY second try");
    await("retry", "listTasks", "{'state': 'retrying'}", it -> it.path("tasks").size() == 1);
    agent("worker", "");
    String first = send("worker", "CALL current_time {}\nWAIT 3s\nSAY not interrupted for long");
    send("worker", "SAY after the other");
    awaitTask(first, it -> it.path("steps").size() >= 2);
  }

  private void agent(String id, String config) throws IOException {
    call(
        "createAgent",
        "{'agentId': '%s', 'definition': {'systemPrompt': 'You follow the script.'}, 'config': {%s}}"
            .formatted(id, config));
  }

  private String send(String agent, String prompt) throws IOException {
    ObjectNode task = JSON.createObjectNode().put("agentId", agent).put("prompt", prompt);
    task.put("idempotencyKey", "key of " + prompt);
    return client.call("sendTask", task).path("taskId").asString();
  }

  private void awaitTask(String id, Predicate<JsonNode> there) {
    await(id, "getTask", "{'taskId': '" + id + "'}", there);
  }

  private JsonNode call(String method, String params) throws IOException {
    return client.call(method, JSON.readTree(params.replace('\'', '"')));
  }

  private static boolean state(JsonNode task, String wanted) {
    return task.path("state").asString().equals(wanted);
  }

  private void await(String what, String method, String params, Predicate<JsonNode> there) {
    Awaitility.await(what).atMost(SOON).until(() -> there.test(call(method, params)));
  }
}
