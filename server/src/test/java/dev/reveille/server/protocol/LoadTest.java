package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.engine.Gauges;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server on a machine that becomes busy, and has less and less memory. */
class LoadTest {
  @TempDir private Path folder;
  private volatile double heap;
  private WholeServer server;
  private Talk talk;

  @BeforeEach
  void start() throws IOException {
    Gauges gauges = () -> new Gauges.Reading(0, heap);
    Map<String, String> config = Map.of("limits.maxAgents", "3", "admission.minRunning", "1");
    server = WholeServer.start(folder, config, gauges);
    talk = Talk.http(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private JsonNode call(String method, String params) throws IOException, InterruptedException {
    String frame = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}";
    return talk.call(frame.formatted(method, params));
  }

  private JsonNode create(String agent) throws IOException, InterruptedException {
    return call("createAgent", "{\"agentId\": \"%s\", \"definition\": {}}".formatted(agent));
  }

  private JsonNode send(String agent, String prompt, String priority)
      throws IOException, InterruptedException {
    String params = "{\"agentId\": \"%s\", \"prompt\": \"%s\", \"priority\": \"%s\"}";
    return call("sendTask", params.formatted(agent, prompt, priority));
  }

  private String why(String agent) throws IOException, InterruptedException {
    return call("getAgent", "{\"agentId\": \"%s\"}".formatted(agent)).at("/result/why").asString();
  }

  private JsonNode load() throws IOException, InterruptedException {
    return call("getServerInfo", "{}").at("/result/nodes/0/load");
  }

  private void heap(double share) {
    heap = share;
    soon(() -> load().at("/parts/heap").asDouble() == share);
  }

  private static void soon(Callable<Boolean> holds) {
    await().atMost(Duration.ofMinutes(1)).until(holds);
  }

  @Test
  void underLoadOnlyUrgentTasksBeginAndTheOthersSayWhy() throws Exception {
    create("busy");
    create("b");
    send("busy", "WAIT 10m\\nSAY ok", "normal");
    heap(0.85);
    assertThat(load().path("defers").asBoolean()).isTrue();
    send("b", "SAY ok", "normal");
    send("b", "SAY ok", "high");
    assertThat(why("b")).isEqualTo("1 task ready, deferred by load 0.85 > 0.80 (memory)");
    send("b", "WAIT 10m\\nSAY ok", "urgent");
    assertThat(why("b")).isEqualTo("1 task running; 2 tasks queued");
    call("cancelTask", "{\"taskId\": \"b/4\"}");
    soon(() -> why("b").startsWith("1 task ready"));
    heap(0.75);
    assertThat(why("b"))
        .isEqualTo("1 task ready, deferred: the load, 0.75, is not below 0.70 yet (memory)");
    heap(0.5);
    soon(() -> why("b").equals("nothing to do"));
    assertThat(load().path("defers").asBoolean()).isFalse();
  }

  @Test
  void withoutMemoryNewWorkIsRefusedAndTheRestGoesOn() throws Exception {
    create("a");
    send("a", "CALL sleep {\\\"seconds\\\": 86400}\\nSAY slept", "normal");
    soon(() -> why("a").contains("rests in its tool"));
    heap(0.95);
    for (String refused : new String[] {"createAgent", "sendTask", "sendMail", "broadcastEvent"}) {
      JsonNode error =
          switch (refused) {
            case "createAgent" -> create("b");
            case "sendTask" -> send("a", "SAY ok", "urgent");
            case "sendMail" -> call(refused, "{\"to\": \"a\", \"body\": \"hello\"}");
            default -> call(refused, "{\"event\": \"x\"}");
          };
      assertThat(error.at("/error/code").asInt()).as(refused).isEqualTo(-32003);
      assertThat(error.at("/error/data/limit").asString()).isEqualTo("memory.refuseAbove");
      assertThat(error.at("/error/data/value").asInt()).isEqualTo(92);
    }
    assertThat(call("getHealth", "{}").at("/result/status").asString()).isEqualTo("degraded");
    call("wakeAgent", "{\"agentId\": \"a\"}");
    soon(() -> why("a").equals("nothing to do"));
    heap(0.1);
    assertThat(create("b").at("/result/success").asBoolean()).isTrue();
  }

  @Test
  void moreAgentsThanMayBe() throws Exception {
    for (String agent : new String[] {"a", "b", "c"}) {
      assertThat(create(agent).at("/result/success").asBoolean()).isTrue();
    }
    JsonNode data = create("d").at("/error/data");
    assertThat(data.path("code").asString()).isEqualTo("limit_exceeded");
    assertThat(data.path("limit").asString()).isEqualTo("limits.maxAgents");
    assertThat(data.path("value").asInt()).isEqualTo(3);
    assertThat(create("c").at("/error/data/code").asString()).isEqualTo("conflict");
    String again = "{\"agentId\": \"c\", \"definition\": {}, \"ifExists\": \"return\"}";
    assertThat(call("createAgent", again).at("/result/success").asBoolean()).isTrue();
    talk.close();
    server.close();
    start();
    assertThat(load().path("agents").asInt()).as("after a restart").isEqualTo(3);
    assertThat(create("d").has("error")).isTrue();
    call("deleteAgent", "{\"agentId\": \"a\"}");
    assertThat(create("d").at("/result/success").asBoolean()).isTrue();
  }
}
