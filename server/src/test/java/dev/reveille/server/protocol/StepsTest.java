package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tasks whose model goes on, goes round in circles, must fit a schema, or are forked. */
class StepsTest {
  private static final String READ = "CALL read_file {\"path\": \"notes.txt\"}\n";
  private static final String NUMBER =
      "{'resultSchema': {'type': 'object', 'required': ['n'],"
          + " 'properties': {'n': {'type': 'integer'}}}}";

  @TempDir private static Path folder;
  private static WholeServer server;
  private static Talk talk;
  private static Office office;

  @BeforeAll
  static void start() throws Exception {
    server = WholeServer.start(folder);
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
    office.create("a", "{'loopLimit': 2}");
    office.create("c", "{'continuation': true, 'contextTokens': 1000}");
  }

  @AfterAll
  static void stop() throws Exception {
    talk.close();
    server.close();
  }

  private static List<String> kinds(JsonNode task) {
    List<String> kinds = new ArrayList<>();
    task.path("steps").forEach(step -> kinds.add(step.path("kind").asString()));
    return kinds;
  }

  private static JsonNode done(String agent, String prompt, String rest) throws Exception {
    return office.ended(office.send(agent, prompt, rest));
  }

  // ── results that fit a schema ──────────────────────────────────────────────────────────────

  @Test
  void aResultThatFitsIsGivenWithoutWhatStandsAboutIt() throws Exception {
    JsonNode task = done("a", "SAY here it is: {\"n\":  7}", NUMBER);
    assertThat(task.path("result").asString()).isEqualTo("{\"n\":7}");
  }

  @Test
  void aResultThatDoesNotFitIsAskedForOnceMore() throws Exception {
    JsonNode task = done("a", "SAY seven\nSAY {\"n\": 7}", NUMBER);
    assertThat(task.path("result").asString()).isEqualTo("{\"n\":7}");
    assertThat(kinds(task)).containsExactly("model", "nudge", "model");
    assertThat(task.at("/steps/1/text").asString()).contains("it is not JSON");
  }

  @Test
  void aResultThatDoesNotFitThenEitherFailsTheTask() throws Exception {
    JsonNode task = done("a", "SAY {\"n\": \"x\"}\nSAY {\"m\": 7}\nSAY {\"n\": 7}", NUMBER);
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString()).contains("does not fit its schema", "n");
    assertThat(kinds(task)).containsExactly("model", "nudge", "model");
  }

  // ── going on ───────────────────────────────────────────────────────────────────────────────

  @Test
  void aReplyThatAsksToGoOnGoesOn() throws Exception {
    String more = "SAY {\"continuation\": {\"status\": \"CONTINUE\"}}\n";
    JsonNode task = done("c", more + READ + "SAY at last", "{}");
    assertThat(task.path("result").asString()).isEqualTo("at last");
    assertThat(kinds(task)).containsExactly("model", "nudge", "model", "tool", "model");
    assertThat(kinds(done("a", more, "{}"))).as("off by default").containsExactly("model");
  }

  @Test
  void whoGoesRoundInCirclesIsToldSoAndThenEnded() throws Exception {
    JsonNode task = done("a", READ.repeat(20) + "SAY done", "{}");
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString()).contains("no progress", "config.loopLimit");
    assertThat(kinds(task)).containsOnlyOnce("nudge");
    assertThat(kinds(task).stream().filter("model"::equals)).hasSize(5);
  }

  @Test
  void whoStopsGoingRoundInCirclesSucceeds() throws Exception {
    JsonNode task = done("a", READ.repeat(3) + "SAY done", "{}");
    assertThat(task.path("result").asString()).isEqualTo("done");
    assertThat(kinds(task)).containsOnlyOnce("nudge");
  }

  // ── shorter conversations ──────────────────────────────────────────────────────────────────

  @Test
  void aThreadThatHasBecomeTooLongIsToldInShort() throws Exception {
    String thread = "{'threadId': 't'}";
    JsonNode first = done("c", "SAY " + "x".repeat(2_000), thread);
    assertThat(kinds(first)).containsExactly("model");
    JsonNode second = done("c", "SAY done", thread);
    assertThat(second.path("result").asString()).isEqualTo("done");
    assertThat(kinds(second)).containsExactly("compaction", "model");
    assertThat(office.task(first.path("taskId").asString()).path("result").asString())
        .as("the originals stay")
        .hasSize(2_000);
    assertThat(kinds(done("c", "SAY done", thread))).as("it is short now").containsExactly("model");
  }

  @Test
  void whatIsTooLongAndCannotBeShortenedFails() throws Exception {
    JsonNode task = done("c", "SAY " + "x".repeat(4_000), "{}");
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString()).contains("contextTokens");
  }

  // ── forks ──────────────────────────────────────────────────────────────────────────────────

  private static JsonNode fork(JsonNode task, String rest) throws Exception {
    String id = task.path("taskId").asString();
    JsonNode fork = office.call("forkTask", "{'taskId': '" + id + "', " + rest + "}");
    assertThat(fork.path("forkOf").asString()).isEqualTo(id);
    return office.ended(fork.path("taskId").asString());
  }

  @Test
  void aForkSharesTheConversationUpToItsStep() throws Exception {
    JsonNode task = done("a", READ + "CALL current_time {}\nSAY the file says {{result}}", "{}");
    JsonNode same = fork(task, "'fromStep': 1");
    assertThat(same.path("origin").asString()).isEqualTo("fork:" + task.path("taskId").asString());
    assertThat(kinds(same)).as("the first step is not done again").startsWith("model", "tool");
    assertThat(same.at("/steps/0/calls/0/tool").asString()).isEqualTo("current_time");
    JsonNode other = fork(task, "'fromStep': 1, 'prompt': 'SAY forked: {{result}}'");
    assertThat(other.path("result").asString()).contains("forked", "forty-two");
    JsonNode fresh = fork(task, "'fromStep': 0, 'prompt': 'SAY anew: {{result}}'");
    assertThat(fresh.path("result").asString()).isEqualTo("anew: (no result)");
    JsonNode again = fork(task, "'fromStep': 0");
    assertThat(kinds(again)).isEqualTo(kinds(task));
  }

  @Test
  void aForkHasAModelOfItsOwn() throws Exception {
    JsonNode task = done("a", "SAY hello", "{}");
    JsonNode fork = fork(task, "'fromStep': 0, 'model': 'nowhere/none'");
    assertThat(fork.path("state").asString()).isEqualTo("failed");
    assertThat(fork.path("error").asString()).contains("nowhere");
    String id = task.path("taskId").asString();
    JsonNode refusal = office.refusal("forkTask", "{'taskId': '" + id + "', 'fromStep': 2}");
    assertThat(refusal.at("/data/field").asString()).isEqualTo("fromStep");
  }

  @Test
  void aTaskHasModelsOfItsOwn() throws Exception {
    JsonNode task = done("a", "SAY hello", "{'models': ['nowhere/none']}");
    assertThat(task.path("error").asString()).contains("nowhere");
  }
}
