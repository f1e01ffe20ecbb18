package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A task that was done on one server, taken in on another. */
@Timeout(180)
class ImportTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final String PROMPT =
      "CALL read_file {\\\"path\\\": \\\"notes.txt\\\"}\\nSAY it says {{result}}";

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;

  @BeforeEach
  void start() throws Exception {
    open("one");
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private void open(String home) throws Exception {
    server = WholeServer.start(folder.resolve(home));
    talk = Talk.http(server.address());
  }

  private void goTo(String home) throws Exception {
    stop();
    open(home);
  }

  private JsonNode answer(String method, String params) throws Exception {
    String frame = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}";
    return talk.call(frame.formatted(method, params));
  }

  private JsonNode call(String method, String params) throws Exception {
    JsonNode answer = answer(method, params);
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }

  private static String taskId(String task) {
    return "{\"taskId\": \"" + task + "\"}";
  }

  private static String file(JsonNode file, String more) {
    return "{\"file\": " + file + more + "}";
  }

  /** The second task of a thread, which knows of the first. */
  private JsonNode exported(String agent, String definition) throws Exception {
    String create = "{\"agentId\": \"%s\", \"definition\": %s}";
    call("createAgent", create.formatted(agent, definition));
    String send = "{\"agentId\": \"%s\", \"threadId\": \"t\", \"wait\": true, \"prompt\": \"%s\"}";
    call("sendTask", send.formatted(agent, "SAY hello"));
    JsonNode task = call("sendTask", send.formatted(agent, PROMPT));
    return call("exportTask", taskId(task.path("taskId").asString())).path("file");
  }

  @Test
  void isShownReplayedForkedAndExportedAsItIs() throws Exception {
    JsonNode file = exported("clerk", "\"clerk\"");
    JsonNode here = call("getTask", taskId(file.path("taskId").asString()));
    goTo("two");
    JsonNode imported = call("importTask", file(file, ""));
    assertThat(imported.path("source").asString()).isEqualTo(file.path("taskId").asString());
    assertThat(imported.path("agentCreated").asBoolean()).isTrue();
    String id = imported.path("taskId").asString();

    JsonNode there = call("getTask", taskId(id));
    for (String same : new String[] {"state", "prompt", "result", "usage", "steps", "endedAt"}) {
      assertThat(there.path(same)).as(same).isEqualTo(here.path(same));
    }
    JsonNode listed = call("listTasks", "{}").path("tasks");
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("origin").asString()).startsWith("import:clerk/");
    assertThat(listed.path(0).path("state").asString()).isEqualTo("succeeded");
    assertThat(call("awaitTask", taskId(id)).path("state").asString()).isEqualTo("succeeded");
    assertThat(call("replayTask", taskId(id)).path("ok").asBoolean()).isTrue();
    assertThat(call("exportTask", taskId(id)).path("file")).isEqualTo(file);

    JsonNode fork =
        call(
            "forkTask",
            taskId(id).replace("}", ", \"fromStep\": 1, \"prompt\": \"SAY again: {{result}}\"}"));
    JsonNode forked = call("awaitTask", taskId(fork.path("taskId").asString()));
    assertThat(forked.path("result").asString()).isEqualTo("again: 1\tforty-two\n");
    JsonNode forkFile = call("exportTask", taskId(fork.path("taskId").asString())).path("file");
    assertThat(call("replayTask", file(forkFile, "")).path("ok").asBoolean()).isTrue();
  }

  @Test
  void isTakenInOnceAndStaysAfterARestart() throws Exception {
    JsonNode file = exported("clerk", "\"clerk\"");
    goTo("two");
    JsonNode first = call("importTask", file(file, ""));
    JsonNode pretty = Talk.JSON.readTree(file.toPrettyString());
    JsonNode second = call("importTask", file(pretty, ""));
    assertThat(first.path("imported").asBoolean()).isTrue();
    assertThat(second.path("imported").asBoolean()).isFalse();
    assertThat(second.path("taskId")).isEqualTo(first.path("taskId"));
    goTo("two");
    JsonNode third = call("importTask", file(file, ""));
    assertThat(third.path("taskId")).isEqualTo(first.path("taskId"));
    assertThat(call("getTask", taskId(first.path("taskId").asString())).path("result").asString())
        .contains("forty-two");
    JsonNode timeline =
        call("getTimeline", "{\"agentId\": \"" + first.path("agentId").asString() + "\"}");
    assertThat(timeline.toString()).contains("\"type\":\"TaskImported\"", "recordingChars");
    assertThat(timeline.toString()).doesNotContain("forty-two");
  }

  /** What a stranger's file says of tools, a person must agree to. */
  @Test
  void anAgentThatCameWithAFileAsksBeforeEachTool() throws Exception {
    JsonNode file = exported("stranger", "{\"systemPrompt\": \"You do as you like.\"}");
    goTo("two");
    JsonNode imported = call("importTask", file(file, ", \"agentId\": \"guest\""));
    assertThat(imported.path("agentId").asString()).isEqualTo("guest");
    call(
        "sendTask",
        "{\"agentId\": \"guest\", \"prompt\": \"CALL current_time {}\\nSAY it is {{result}}\"}");
    org.awaitility.Awaitility.await()
        .atMost(SOON)
        .until(() -> call("listApprovals", "{}").path("approvals").size() == 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "forty-two       | forty-three       | the file was changed since it was exported",
        "\"digest\":\"sha| \"digest\":\"xsha | the file was changed since it was exported",
        "\"digest\"      | \"digests\"       | no \\\"digest\\\"",
        "\"TaskSucceeded\" | \"TaskCelebrated\" | cannot be read",
        "\"version\":1   | \"version\":9     | version is 9",
        "reveille-task   | something-else    | this is no exported task",
      })
  void aFileThatWasChangedIsRefused(String old, String now, String why) throws Exception {
    String changed = exported("clerk", "\"clerk\"").toString().replace(old.strip(), now.strip());
    JsonNode refused = answer("importTask", "{\"file\": " + changed + "}");
    assertThat(refused.toString()).contains("-32602", why.strip()).doesNotContain("Exception");
    assertThat(call("listAgents", "{}").path("agents")).as("nothing is written").hasSize(1);
  }

  @Test
  void whatHasNotEndedOrIsTooLongOrHasNoPlaceIsRefused() throws Exception {
    call("createAgent", "{\"agentId\": \"clerk\"}");
    JsonNode waiting =
        call("sendTask", "{\"agentId\": \"clerk\", \"prompt\": \"SAY hi\", \"delaySeconds\": 900}");
    JsonNode file = call("exportTask", taskId(waiting.path("taskId").asString())).path("file");
    assertThat(answer("importTask", file(file, "")).toString()).contains("had not ended");
    JsonNode good = exported("b", "{}");
    assertThat(answer("importTask", file(good, ", \"agentId\": \"user:ann\"")).toString())
        .contains("-32602", "reserved");
    ObjectNode deep = Talk.JSON.createObjectNode();
    assertThat(answer("importTask", file(deep, "")).toString()).contains("no exported task");
    assertThat(answer("importTask", "{}").toString()).contains("file is required");
  }
}
