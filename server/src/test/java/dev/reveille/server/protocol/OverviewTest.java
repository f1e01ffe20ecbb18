package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.engine.Gauges;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What needs attention, and what was spent, also before a restart. */
class OverviewTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Time goes on as it does, from noon: what was spent today is not forgotten meanwhile. */
  private final InstantSource fromNoon = fromNoon();

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;
  private Office office;

  private static InstantSource fromNoon() {
    Instant now = InstantSource.system().instant();
    Instant noon = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
    return Clock.offset(Clock.systemUTC(), Duration.between(now, noon));
  }

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  private void start(Map<String, String> options) throws Exception {
    server = WholeServer.start(folder, options, Gauges.constant(0, 0), fromNoon);
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private JsonNode overview() throws Exception {
    return office.call("getOverview", "{}");
  }

  private JsonNode alert(String kind) throws Exception {
    for (JsonNode alert : overview().path("alerts")) {
      if (alert.path("kind").asString().equals(kind)) {
        return alert;
      }
    }
    return Talk.JSON.missingNode();
  }

  @Test
  void aTaskOfWhichNothingIsHeardIsStuck() throws Exception {
    stop();
    start(Map.of("telemetry.stuckSeconds", "1"));
    office.create("a", "{}");
    String task = office.send("a", "WAIT 10m\nSAY at last", "{}");
    Office.soon(() -> !alert("stuckTask").isMissingNode());
    assertThat(alert("stuckTask").path("taskId").asString()).isEqualTo(task);
    assertThat(alert("stuckTask").path("agentId").asString()).isEqualTo("a");
    assertThat(overview().path("running").asInt()).isEqualTo(1);
    office.call("cancelTask", "{'taskId': '%s'}".formatted(task));
    Office.soon(() -> alert("stuckTask").isMissingNode());
  }

  @Test
  void aMissedFiringIsToldWithItsSchedule() throws Exception {
    office.create("a", "{}");
    office.call(
        "scheduleTask",
        "{'agentId': 'a', 'scheduleId': 's', 'task': 'SAY hi', 'schedule': '@every 1s', 'missed':"
            + " 'skip'}");
    office.call("stopAgent", "{'agentId': 'a', 'mode': 'now'}");
    stop();
    await3Seconds();
    start();
    office.call("startAgent", "{'agentId': 'a'}");
    Office.soon(() -> !alert("missedFiring").isMissingNode());
    assertThat(alert("missedFiring").path("scheduleId").asString()).isEqualTo("s");
    assertThat(alert("missedFiring").path("agentId").asString()).isEqualTo("a");
  }

  /** Time must really pass: the server has the wall clock. */
  private static void await3Seconds() {
    Instant end = Instant.now().plusSeconds(3);
    await().atMost(SOON).until(() -> Instant.now().isAfter(end));
  }

  @Test
  void whatWasSpentTodayIsKnownAfterARestart() throws Exception {
    office.create("a", "{}");
    office.ended(office.send("a", "SAY one", "{}"));
    long before = overview().path("spentToday").path("tokens").asLong();
    assertThat(before).isPositive();
    stop();
    start();
    Office.soon(() -> overview().path("spentToday").path("complete").asBoolean());
    assertThat(overview().path("spentToday").path("tokens").asLong()).isEqualTo(before);
    assertThat(overview().path("agents").path("idle").asInt()).isEqualTo(1);
    office.ended(office.send("a", "SAY one", "{}"));
    assertThat(overview().path("spentToday").path("tokens").asLong()).isEqualTo(2 * before);
  }
}
