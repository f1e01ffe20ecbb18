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

  @Test
  void withoutALimitThereIsNone() throws Exception {
    stop();
    server = WholeServer.start(folder);
    talk = Talk.http(server.address());
    office = new Office(talk);
    assertThat(budget().isNull()).isTrue();
  }
}
