package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.testkit.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that were done on a whole server, replayed there and elsewhere. */
class ReplayTest {
  private static final String PROMPT =
      "CALL read_file {\\\"path\\\": \\\"notes.txt\\\"}\\nSAY it says {{result}}";

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;

  @BeforeEach
  void start() throws Exception {
    open(folder.resolve("one"));
  }

  private void open(Path home) throws Exception {
    server = WholeServer.start(home);
    talk = Talk.http(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
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

  /** A task of the registered clerk, and one more of its thread. */
  private String done() throws Exception {
    call("createAgent", "{\"agentId\": \"clerk\"}");
    String send =
        "{\"agentId\": \"clerk\", \"threadId\": \"t\", \"wait\": true, \"prompt\": \"%s\"}";
    call("sendTask", send.formatted("SAY hello"));
    return call("sendTask", send.formatted(PROMPT)).path("taskId").asString();
  }

  private static String taskId(String task) {
    return "{\"taskId\": \"" + task + "\"}";
  }

  private static List<String> parts(JsonNode replayed) {
    List<String> parts = new ArrayList<>();
    replayed.path("differences").forEach(d -> parts.add(d.path("part").asString()));
    return parts;
  }

  @Test
  void whatHasNotChangedIsTheSameHereAndElsewhere() throws Exception {
    String task = done();
    JsonNode here = call("replayTask", taskId(task));
    assertThat(parts(here)).isEmpty();
    assertThat(here.path("ok").asBoolean()).isTrue();
    assertThat(here.path("steps")).hasSize(2);
    assertThat(here.path("steps").path(1).path("asked").asString()).isEqualTo("same");

    JsonNode file = call("exportTask", taskId(task)).path("file");
    stop();
    open(folder.resolve("two"));
    ObjectNode params = Talk.JSON.createObjectNode();
    params.set("file", file);
    assertThat(parts(call("replayTask", params.toString()))).isEmpty();
    assertThat(call("listAgents", "{}").path("agents")).as("nothing is written").isEmpty();
  }

  @Test
  void anotherDefinitionIsFoundInAnExportedTask() throws Exception {
    String task = done();
    ObjectNode params = Talk.JSON.createObjectNode();
    params.set("file", call("exportTask", taskId(task)).path("file"));
    stop();
    Path home = folder.resolve("two");
    server = WholeServer.start(home, "You lose the files.");
    talk = Talk.http(server.address());
    JsonNode replayed = call("replayTask", params.toString());
    assertThat(parts(replayed)).containsExactly("system");
    JsonNode first = replayed.path("differences").path(0);
    assertThat(first.path("step").asInt()).isEqualTo(1);
    assertThat(first.path("recorded").asString()).contains("You keep the files.");
    assertThat(first.path("today").asString()).contains("You lose the files.");
  }

  @Test
  void anotherModelAnswersBesideTheRecordedOne() throws Exception {
    JsonNode replayed =
        call(
            "replayTask",
            "{\"taskId\": \"" + done() + "\", \"model\": \"rehearsal\", \"fromStep\": 2}");
    JsonNode other = replayed.path("other");
    assertThat(other.path("turns")).hasSize(1);
    assertThat(other.path("turns").path(0).path("other").path("text").asString())
        .contains("it says")
        .contains("forty-two")
        .isEqualTo(other.path("turns").path(0).path("recorded").path("text").asString());
    assertThat(other.path("end").asString()).isEqualTo("succeeded");
  }

  @Test
  void whatCannotBeReplayedIsSaid() throws Exception {
    String task = done();
    assertThat(answer("replayTask", "{}").toString()).contains("give a taskId, or a file");
    assertThat(answer("replayTask", taskId("clerk/99")).toString()).contains("no task clerk/99");
    assertThat(answer("exportTask", taskId("nobody/2")).toString()).contains("no agent nobody");
    assertThat(answer("replayTask", "{\"file\": {}}").toString())
        .contains("-32602")
        .contains("this is no exported task");
    assertThat(answer("replayTask", taskId(task).replace("}", ", \"fromStep\": 1}")).toString())
        .contains("fromStep is where another model begins");
    assertThat(
            answer(
                    "replayTask",
                    taskId(task).replace("}", ", \"model\": \"rehearsal\", \"fromStep\": 3}"))
                .toString())
        .contains("fromStep must be from 1 to 2");
    assertThat(answer("replayTask", taskId(task).replace("}", ", \"model\": \"x:y\"}")).toString())
        .contains("there is no provider x");
  }

  @Test
  void theCommandLineSaysItAndExitsWithIt() throws Exception {
    String task = done();
    Ended same = cli("replay", task);
    assertThat(same.out()).isEqualTo(task + ": the same in 2 steps\n");
    assertThat(same.code()).isZero();

    Ended exported = cli("export", task);
    Path whole = Files.writeString(folder.resolve("whole.json"), exported.out());
    assertThat(cli("import", whole.toString()).out())
        .matches("Imported as import-[0-9a-f]{12}/2\n");
    assertThat(cli("import", whole.toString()).out()).startsWith("Known already as import-");
    ObjectNode file = (ObjectNode) Talk.JSON.readTree(exported.out());
    String tampered = file.toString().replace("forty-two", "forty-three");
    Path path = Files.writeString(folder.resolve("task.json"), tampered);
    Ended differs = cli("replay", path.toString());
    assertThat(differs.out()).contains(task + ": 1 difference in 2 steps", "the conversation");
    assertThat(differs.code()).isEqualTo(1);
    Ended refused = cli("import", path.toString());
    assertThat(refused.out()).contains("the file was changed since it was exported");
    assertThat(refused.code()).isNotZero();
  }

  private Ended cli(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.reveille.client.Cli"));
    command.addAll(List.of(words));
    command.addAll(List.of("--url", server.address().toString()));
    return Ended.of(new ProcessBuilder(command), Duration.ofMinutes(2));
  }
}
