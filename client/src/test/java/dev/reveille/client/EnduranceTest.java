package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(180)
class EnduranceTest {
  private StubServer server;
  private ReveilleClient client;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
    client = ReveilleClient.at(server.url()).enduring(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The first call breaks before it is answered, the others are answered. */
  private void breaking(String method, String result) {
    AtomicInteger calls = new AtomicInteger();
    JsonNode answer = Json.parse(result);
    server.answer(
        method,
        params -> {
          if (calls.getAndIncrement() == 0) {
            throw new UncheckedIOException(new EOFException("cut by the test"));
          }
          return answer;
        });
  }

  @Test
  void waitsForAServerThatIsNotThere() throws Exception {
    int port = server.url().getPort();
    server.close();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var called = threads.submit(() -> client.call("wakeAgent", Json.object()));
      server = new StubServer(port).answer("wakeAgent", "{\"success\": true}");
      assertThat(called.get().path("success").asBoolean()).isTrue();
    }
  }

  @Test
  void givesUpWhenTheOutageLastsLonger() {
    ReveilleClient hasty = ReveilleClient.at(server.url()).enduring(Duration.ofMillis(200));
    server.close();
    assertThatThrownBy(() -> hasty.call("getHealth")).isInstanceOf(NoServerException.class);
  }

  @Test
  void repeatsATaskThatBrokeWithTheSameKey() throws Exception {
    breaking("sendTask", "{\"taskId\": \"a/2\"}");
    assertThat(client.tasks().send(TaskRequest.to("a", "SAY hi"))).isEqualTo("a/2");
    assertThat(server.asked()).hasSize(2);
    assertThat(server.asked())
        .extracting(StubServer.Asked::params)
        .containsOnly(server.asked().getFirst().params());
    assertThat(Json.text(server.asked().getFirst().params(), "idempotencyKey")).isNotEmpty();
  }

  @Test
  void doesNotRepeatWhatMayHaveTakenEffect() {
    breaking("wakeAgent", "{}");
    assertThatThrownBy(() -> client.agents().wake("a", "now"))
        .isInstanceOf(BrokenCallException.class)
        .hasMessageContaining("async.wakeAgent")
        .hasMessageContaining("unknown");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void whoDoesNotEndureCallsOnce() {
    breaking("getHealth", "{}");
    assertThatThrownBy(() -> ReveilleClient.at(server.url()).call("getHealth"))
        .isInstanceOf(BrokenCallException.class);
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void repeatsWhatIsUnavailableForNow() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    server.answer(
        "getHealth",
        params -> {
          if (calls.getAndIncrement() < 2) {
            throw new StubServer.Refusal(-32004, "draining", "{\"code\": \"unavailable\"}");
          }
          return Json.parse("{\"status\": \"ok\"}");
        });
    assertThat(Json.text(client.call("getHealth"), "status")).isEqualTo("ok");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          async.getTask       | {}                        | true
          async.listMail      | {}                        | true
          async.awaitTask     | {}                        | true
          async.sendTask      | {}                        | false
          async.sendTask      | {"idempotencyKey": "k"}   | true
          async.sendMail      | {"idempotencyKey": "k"}   | true
          async.broadcastEvent| {"eventId": "e"}          | true
          async.createAgent   | {}                        | false
          async.createAgent   | {"ifExists": "return"}    | true
          async.scheduleTask  | {"scheduleId": "s"}       | false
          async.sleepAgent    | {}                        | false
          async.cancelTask    | {}                        | false
          async.resolveApproval | {}                      | false
          rpc.discover        | {}                        | true
          """)
  void knowsWhatMayBeCalledTwice(String method, String params, boolean repeatable) {
    assertThat(Repeatable.is(method, Json.parse(params))).isEqualTo(repeatable);
  }

  /** The protocol grows by addition, and clients are older than servers now and then. */
  @Test
  void passesOverWhatItDoesNotKnow() throws Exception {
    server.answer(
        "getTask",
        """
        {"taskId": "a/2", "agentId": "a", "state": "levitating", "prompt": "p", "priority": "high",
         "origin": "client", "attempt": 1, "queuedAt": "2026-01-01T00:00:00Z", "colour": {"r": 1},
         "usage": {"inputTokens": 1, "photons": 2}, "steps": [
           {"seq": 3, "at": "2026-01-01T00:00:01Z", "kind": "dream", "step": 1, "text": "", "x": []}]}
        """);
    Task task = client.tasks().get("a/2");
    assertThat(task.state()).isEqualTo(TaskState.UNKNOWN);
    assertThat(task.priority()).isEqualTo(Priority.HIGH);
    assertThat(task.usage().inputTokens()).isEqualTo(1);
    assertThat(task.steps()).singleElement().matches(step -> step.kind().equals("dream"));
    assertThat(task.result()).isNull();
  }
}
