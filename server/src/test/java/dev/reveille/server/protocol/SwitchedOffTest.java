package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.engine.Gauges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code async.enabled: false}: whoever asks is answered, and no agent works. */
class SwitchedOffTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private static JsonNode call(WholeServer server, String method, String params) throws Exception {
    try (Talk talk = Talk.http(server.address())) {
      return talk.call(
          "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}"
              .formatted(method, params.replace('\'', '"')));
    }
  }

  private static JsonNode done(WholeServer server, String method, String params) throws Exception {
    JsonNode answer = call(server, method, params);
    assertThat(answer.has("result")).as(answer.toString()).isTrue();
    return answer.path("result");
  }

  private WholeServer start(boolean enabled) throws Exception {
    return WholeServer.start(folder, Map.of("async.enabled", "" + enabled), Gauges.constant(0, 0));
  }

  @Test
  void whatIsThereIsKeptAndGoesOnWhenAgentsAreSwitchedOnAgain() throws Exception {
    String task;
    try (WholeServer on = start(true)) {
      done(on, "createAgent", "{'agentId': 'a', 'definition': 'clerk'}");
      done(on, "stopAgent", "{'agentId': 'a'}");
      task =
          done(on, "sendTask", "{'agentId': 'a', 'prompt': 'SAY hello'}").path("taskId").asString();
    }
    try (WholeServer off = start(false)) {
      assertThat(done(off, "listAgents", "{}").path("agents")).hasSize(1);
      assertThat(done(off, "getTask", "{'taskId': '" + task + "'}").path("state").asString())
          .isEqualTo("queued");
      assertThat(done(off, "getHealth", "{}").path("status").asString()).isEqualTo("ok");
      for (String refused :
          new String[] {
            "sendTask {'agentId': 'a', 'prompt': 'SAY no'}",
            "createAgent {'agentId': 'b', 'definition': 'clerk'}",
            "sendMail {'to': 'a', 'body': 'no'}",
            "broadcastEvent {'event': 'no'}",
            "scheduleTask {'agentId': 'a', 'task': 'no', 'schedule': '@daily'}"
          }) {
        String[] words = refused.split(" ", 2);
        JsonNode error = call(off, words[0], words[1]).path("error");
        assertThat(error.path("code").asInt()).as(refused).isEqualTo(-32004);
        assertThat(error.path("message").asString()).contains("async.enabled");
      }
      // What ends work, or arranges it, may be said; but nothing begins.
      done(off, "startAgent", "{'agentId': 'a'}");
      JsonNode agent = done(off, "getAgent", "{'agentId': 'a'}");
      assertThat(agent.path("running")).isEmpty();
      assertThat(agent.path("why").asString()).contains("async.enabled");
      assertThat(done(off, "getTask", "{'taskId': '" + task + "'}").path("state").asString())
          .isEqualTo("queued");
    }
    try (WholeServer on = start(true)) {
      await()
          .atMost(SOON)
          .until(() ->
              done(on, "getTask", "{'taskId': '" + task + "'}")
                  .path("state")
                  .asString()
                  .equals("succeeded"));
    }
  }

  /** Even what was due meanwhile stays as it is: to the agents nobody is there. */
  @Test
  void nobodyIsWoken() throws Exception {
    try (WholeServer on = start(true)) {
      done(on, "createAgent", "{'agentId': 'a', 'definition': 'clerk'}");
      // Long enough that it still sleeps when its server stops.
      done(on, "sleepAgent", "{'agentId': 'a', 'durationSeconds': 4}");
    }
    try (WholeServer off = start(false)) {
      await()
          .atMost(SOON)
          .pollDelay(Duration.ofMillis(4_500))
          .until(() ->
              done(off, "getAgent", "{'agentId': 'a'}")
                  .path("state")
                  .asString()
                  .equals("sleeping"));
      JsonNode agent = done(off, "getAgent", "{'agentId': 'a'}");
      assertThat(agent.path("nextWake").isNull()).as("nobody wakes it").isTrue();
      assertThat(agent.path("why").asString()).startsWith("asleep").contains("async.enabled");
    }
    try (WholeServer on = start(true)) {
      await()
          .atMost(SOON)
          .until(() ->
              done(on, "getAgent", "{'agentId': 'a'}").path("state").asString().equals("idle"));
    }
  }
}
