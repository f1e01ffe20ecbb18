package dev.reveille.server.protocol;

import static dev.reveille.server.protocol.Office.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Gauges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What all agents of a server may spend together. */
class SharedBudgetTest {
  /** Seconds of a window that does not end in the middle of a test, as a day does at midnight. */
  private static final int LONG = 31_536_000;

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;
  private Office office;

  @BeforeEach
  void start() throws Exception {
    start(2, LONG);
  }

  private void start(int maxCalls, int perSeconds) throws Exception {
    Map<String, String> budget = new HashMap<>();
    budget.put("budget.maxCalls", String.valueOf(maxCalls));
    budget.put("budget.perSeconds", String.valueOf(perSeconds));
    server = WholeServer.start(folder, budget, Gauges.constant(0, 0));
    talk = Talk.http(server.address());
    office = new Office(talk);
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private JsonNode budget() throws Exception {
    return office.call("getServerInfo", "{}").path("budget");
  }

  @Test
  void whenItIsSpentAllAgentsWaitForTheNextWindow() throws Exception {
    stop();
    start(2, 2);
    office.create("a", "{'patienceSeconds': 0, 'maxAttempts': 1}");
    office.create("b", "{'patienceSeconds': 0, 'maxAttempts': 1}");
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(office.send("a", "SAY a", "{}"));
      tasks.add(office.send("b", "SAY b", "{}"));
    }
    soon(() -> office.count("Budget of the server is spent") > 0);
    for (String task : tasks) {
      JsonNode ended = office.ended(task);
      assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("succeeded");
      assertThat(ended.path("attempt").asInt()).as("no attempt is burnt").isEqualTo(1);
    }
    assertThat(budget().at("/spent/calls").asInt()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatWasSpentIsKnownAfterARestart() throws Exception {
    office.create("a", "{}");
    office.create("b", "{}");
    office.ended(office.send("a", "SAY one", "{}"));
    office.ended(office.send("b", "SAY two", "{}"));
    String third = office.send("a", "SAY three", "{}");
    soon(() -> office.why("a").startsWith("task " + third + " waits for the server's budget"));
    assertThat(office.task(third).path("error").asString())
        .startsWith("the server's budget is spent: 2 of 2 model calls until 2");
    stop();

    start(2, LONG);
    assertThat(budget().at("/spent/calls").asInt()).isEqualTo(2);
    assertThat(budget().path("reached").asString()).isEqualTo("2 of 2 model calls");
    assertThat(office.call("getHealth", "{}").path("checks").toString())
        .contains("spent: 2 of 2 model calls");
    String fourth = office.send("b", "SAY four", "{}");
    soon(() -> office.why("b").contains("waits for the server's budget"));
    assertThat(office.state(third)).isEqualTo("waiting");
    assertThat(office.count("Budget of the server is spent")).as("told once").isEqualTo(1);
    stop();

    start(9, LONG);
    assertThat(office.state(fourth)).isEqualTo("waiting");
    String fifth = office.send("b", "SAY five", "{}");
    assertThat(office.ended(fifth).path("result").asString()).as("more is given").isEqualTo("five");
  }

  @Test
  void aCallThatWasCutCountsAlsoAfterARestart() throws Exception {
    stop();
    start(9, LONG);
    office.create("a", "{'retry': {'initialSeconds': 0.01}}");
    office.ended(office.send("a", "FAIL cut\nFAIL 429 retry-after=10ms\nSAY done", "{}"));
    assertThat(budget().at("/spent/calls").asInt()).as("what is refused is free").isEqualTo(2);
    stop();

    start(9, LONG);
    assertThat(budget().at("/spent/calls").asInt()).isEqualTo(2);
  }

  // ── running time ───────────────────────────────────────────────────────────────────────────

  private void startWithTime(int seconds, int perSeconds) throws Exception {
    stop();
    Map<String, String> budget = new HashMap<>();
    budget.put("budget.maxSeconds", String.valueOf(seconds));
    budget.put("budget.perSeconds", String.valueOf(perSeconds));
    server = WholeServer.start(folder, budget, Gauges.constant(0, 0));
    talk = Talk.http(server.address());
    office = new Office(talk);
  }

  @Test
  void whenTheRunningTimeIsSpentTheCallUnderWayIsGivenUpAlsoBeforeARestart() throws Exception {
    startWithTime(2, LONG);
    office.create("log", "{}");
    office.call(
        "subscribeAgent",
        "{'agentId': 'log', 'events': ['budget.exhausted'], 'prompt': 'SAY heard'}");
    office.create("a", "{'patienceSeconds': 0, 'maxAttempts': 1}");
    office.create("b", "{'patienceSeconds': 0, 'maxAttempts': 1}");
    String one = office.send("a", "WAIT 60m\nSAY a", "{}");
    String two = office.send("b", "WAIT 60m\nSAY b", "{}");
    soon(() -> office.why("a").startsWith("task " + one + " waits for the server's budget until"));
    soon(() -> office.why("b").startsWith("task " + two + " waits for the server's budget until"));
    assertThat(office.task(one).path("error").asString())
        .startsWith("the server's budget is spent: ")
        .contains(" of 2 s of running time until 2");
    assertThat(office.mail("Budget of the server is spent").path("body").asString())
        .contains(" of 2 s of running time");
    soon(() -> office.why("log").contains("waits for the server's budget"));
    assertThat(budget().at("/limits/maxSeconds").asInt()).isEqualTo(2);
    assertThat(budget().at("/spent/timeSeconds").asDouble()).isGreaterThanOrEqualTo(2);
    assertThat(budget().path("reached").asString()).endsWith(" of 2 s of running time");
    double spent = budget().at("/spent/timeSeconds").asDouble();

    startWithTime(2, LONG);
    assertThat(budget().at("/spent/timeSeconds").asDouble()).isGreaterThanOrEqualTo(spent);
    String third = office.send("a", "SAY three", "{}");
    soon(() -> office.state(third).equals("waiting"));
    assertThat(office.count("Budget of the server is spent")).as("told once").isEqualTo(1);

    startWithTime(1_000_000, LONG);
    String fourth = office.send("b", "SAY four", "{}");
    assertThat(office.ended(fourth).path("result").asString())
        .as("more is given")
        .isEqualTo("four");
  }

  @Test
  void inTheNextWindowThereIsTimeAgainAndNoAttemptIsBurnt() throws Exception {
    startWithTime(2, 6);
    office.create("a", "{'patienceSeconds': 0, 'maxAttempts': 1}");
    String long1 = office.send("a", "WAIT 60m\nSAY a", "{}");
    soon(() -> office.count("Budget of the server is spent") > 1);
    JsonNode task = office.task(long1);
    assertThat(task.path("attempt").asInt()).isEqualTo(1);
    office.call("cancelTask", "{'taskId': '%s'}".formatted(long1));
    String next = office.send("a", "SAY next", "{}");
    assertThat(office.ended(next).path("result").asString()).isEqualTo("next");
  }

  @Test
  void withoutALimitThereIsNone() throws Exception {
    stop();
    server = WholeServer.start(folder);
    talk = Talk.http(server.address());
    office = new Office(talk);
    assertThat(budget().isNull()).isTrue();
  }
}
