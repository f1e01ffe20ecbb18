package dev.reveille.server.protocol;

import static dev.reveille.server.protocol.Office.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What tasks and agents may spend, over a real socket. */
class BudgetsTest {
  private static final String THREE_STEPS =
      "CALL read_file {\"path\": \"notes.txt\"}\nCALL current_time {}\nSAY done";

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;
  private Office office;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.start(folder);
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
    office.call("subscribe", "{'kinds': ['budget', 'task']}");
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  @Test
  void aTaskWithoutBudgetWaitsUntilItHasMore() throws Exception {
    office.create("a", "{}");
    String task = office.send("a", THREE_STEPS, "{'budget': {'maxCalls': 1}}");
    JsonNode exhausted = office.heard("budget.exhausted");
    assertThat(exhausted.path("taskId").asString()).isEqualTo(task);
    assertThat(exhausted.toString()).contains("1 of 1 model calls");
    assertThat(office.state(task)).isEqualTo("waiting");
    assertThat(office.why("a"))
        .isEqualTo("task " + task + " has spent its budget; setTaskBudget gives it more");
    JsonNode late =
        office.refusal("awaitTask", "{'taskId': '%s', 'timeoutSeconds': 0.1}".formatted(task));
    assertThat(late.at("/data/code").asString()).isEqualTo("timeout");
    assertThat(late.at("/data/why").asString()).isEqualTo(office.why("a"));
    assertThat(late.path("message").asString()).endsWith("; it goes on: " + office.why("a"));
    JsonNode mail = office.mail("Budget of task " + task + " is spent");
    assertThat(mail.path("from").asString()).isEqualTo("a");
    assertThat(mail.path("body").asString()).contains("1 of 1 model calls", "setTaskBudget");
    assertThat(office.task(task).path("steps")).hasSizeGreaterThan(1);

    office.call("setTaskBudget", "{'taskId': '%s', 'budget': {'maxCalls': 2}}".formatted(task));
    assertThat(office.heard("budget.exhausted").toString()).contains("2 of 2 model calls");
    office.call("setTaskBudget", "{'taskId': '%s', 'budget': {'maxCalls': 3}}".formatted(task));
    assertThat(office.ended(task).path("result").asString()).isEqualTo("done");
  }

  @Test
  void aCallThatIsStillUnderWayWhenTheTimeIsSpentIsGivenUp() throws Exception {
    office.create("a", "{}");
    String task = office.send("a", "WAIT 60m\nSAY done", "{'budget': {'maxSeconds': 1}}");
    assertThat(office.heard("budget.exhausted").toString()).contains("1 of 1 s of running time");
    assertThat(office.state(task)).isEqualTo("waiting");
    assertThat(office.why("a")).contains("task " + task + " has spent its budget");

    office.create("b", "{'budget': {'maxSeconds': 1}}");
    String other = office.send("b", "WAIT 60m\nSAY done", "{}");
    assertThat(office.heard("budget.exhausted").path("agentId").asString()).isEqualTo("b");
    assertThat(office.state(other)).isEqualTo("queued");
    assertThat(office.why("b")).startsWith("its budget is spent (1 of 1 s of running time)");
  }

  @Test
  void oneThatWaitsForBudgetCanBeCancelled() throws Exception {
    office.create("a", "{}");
    String task = office.send("a", THREE_STEPS, "{'budget': {'maxTokens': 1}}");
    office.heard("budget.exhausted");
    office.call("cancelTask", "{'taskId': '%s'}".formatted(task));
    assertThat(office.ended(task).path("state").asString()).isEqualTo("cancelled");
    JsonNode late =
        office.refusal(
            "setTaskBudget", "{'taskId': '%s', 'budget': {'maxCalls': 9}}".formatted(task));
    assertThat(late.at("/data/code").asString()).isEqualTo("conflict");
  }

  @Test
  void anAgentsBudgetHoldsForAllItsTasksUntilItIsRaised() throws Exception {
    office.create(
        "a", "{'budget': {'maxCalls': 4, 'perSeconds': 315360000}, 'maxConcurrentTasks': 3}");
    String first = office.send("a", THREE_STEPS, "{}");
    assertThat(office.ended(first).path("state").asString()).isEqualTo("succeeded");
    String second = office.send("a", THREE_STEPS, "{}");
    String third = office.send("a", THREE_STEPS, "{}");
    JsonNode exhausted = office.heard("budget.exhausted");
    assertThat(exhausted.path("agentId").asString()).isEqualTo("a");
    assertThat(exhausted.has("taskId")).isFalse();
    soon(() -> office.why("a").startsWith("its budget is spent (4 of 4 model calls) until 2"));
    assertThat(office.mail("Budget of a is spent").path("body").asString())
        .contains("4 of 4 model calls", "updateAgent");
    JsonNode agent = office.call("getAgent", "{'agentId': 'a'}");
    assertThat(agent.at("/spent/calls").asInt()).isEqualTo(4);
    assertThat(agent.at("/nextWake/cause").asString()).isNotEmpty();

    office.call(
        "updateAgent",
        "{'agentId': 'a', 'config': {'budget': {'maxCalls': 100, 'perSeconds': 315360000}}}");
    assertThat(office.ended(second).path("state").asString()).isEqualTo("succeeded");
    assertThat(office.ended(third).path("state").asString()).isEqualTo("succeeded");
    assertThat(office.count("Budget of a is spent")).isEqualTo(1);
  }
}
