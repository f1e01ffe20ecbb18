package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An agent that is paused in the middle of its work goes on where it was. */
@Timeout(180)
class PauseTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.start(folder);
    talk = Talk.http(server.address());
    call("createAgent", "{'agentId': 'a', 'definition': {}}");
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private JsonNode call(String method, String params) throws Exception {
    String frame = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}";
    JsonNode answer = talk.call(frame.formatted(method, params.replace('\'', '"')));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }

  private List<String> entries() throws Exception {
    List<String> types = new ArrayList<>();
    call("getTimeline", "{'agentId': 'a'}")
        .path("entries")
        .forEach(entry -> types.add(entry.path("type").asString()));
    return types;
  }

  private String state() throws Exception {
    return call("getAgent", "{'agentId': 'a'}").path("state").asString();
  }

  /** In the second step: the first one is recorded, its mail is sent, and the model is at work. */
  @Test
  void aTaskGoesOnBehindItsLastRecordedStep() throws Exception {
    String prompt =
        "CALL send_mail {\\\"to\\\": \\\"user:ann\\\", \\\"body\\\": \\\"once\\\"}\\nWAIT 5s\\nSAY sent: {{result}}";
    String task =
        call("sendTask", "{'agentId': 'a', 'prompt': \"" + prompt + "\"}")
            .path("taskId")
            .asString();
    await().atMost(SOON).until(() -> entries().contains("ToolReturned"));
    assertThat(call("stopAgent", "{'agentId': 'a', 'mode': 'now'}").path("state").asString())
        .isEqualTo("stopped");
    assertThat(entries()).contains("TaskInterrupted", "AgentStopped");
    int before = entries().size();
    call("sendMail", "{'to': 'a', 'body': 'are you there?'}");
    assertThat(state()).isEqualTo("stopped");
    assertThat(entries().subList(before, entries().size()))
        .containsOnly("MailReceived", "TaskQueued");

    call("startAgent", "{'agentId': 'a'}");
    JsonNode ended = call("awaitTask", "{'taskId': '" + task + "', 'timeoutSeconds': 60}");
    assertThat(ended.path("state").asString()).isEqualTo("succeeded");
    assertThat(ended.path("attempt").asInt()).isEqualTo(1);
    List<JsonNode> models = new ArrayList<>();
    ended
        .path("steps")
        .forEach(step -> {
          if (step.path("kind").asString().equals("model")) {
            models.add(step);
          }
        });
    assertThat(models).as("no step twice").hasSize(2);
    assertThat(call("listMail", "{'mailbox': 'user:ann'}").path("mails")).hasSize(1);
  }

  @Test
  void aTaskThatRestsGoesOnRestingAndWakesAfterTheStart() throws Exception {
    String prompt = "CALL sleep {\\\"seconds\\\": 1}\\nSAY {{result}}";
    String task =
        call("sendTask", "{'agentId': 'a', 'prompt': \"" + prompt + "\"}")
            .path("taskId")
            .asString();
    await().atMost(SOON).until(() -> entries().contains("ToolSuspended"));
    call("stopAgent", "{'agentId': 'a', 'mode': 'now'}");
    await().atMost(SOON).during(Duration.ofMillis(1_500)).until(() -> state().equals("stopped"));
    call("startAgent", "{'agentId': 'a'}");
    JsonNode ended = call("awaitTask", "{'taskId': '" + task + "', 'timeoutSeconds': 60}");
    assertThat(ended.path("state").asString()).isEqualTo("succeeded");
    assertThat(entries().stream().filter("ToolSuspended"::equals)).hasSize(1);
  }
}
