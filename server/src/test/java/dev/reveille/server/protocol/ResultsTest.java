package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds answers that are in no golden talk against the schemas that the protocol documents. */
class ResultsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Results RESULTS = Results.documented();

  @TempDir private Path folder;

  private static JsonNode checked(Talk talk, String method, String params) throws Exception {
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", "async." + method).set("params", JSON.readTree(params));
    JsonNode answer = talk.call(request.toString());
    assertThat(answer.has("result")).as("%s", answer).isTrue();
    RESULTS.check("async." + method, answer.path("result"));
    return answer.path("result");
  }

  @Test
  void ofNotesAndRecordings() throws Exception {
    try (WholeServer server = WholeServer.start(folder);
        Talk talk = Talk.http(server.address())) {
      checked(talk, "createAgent", "{\"agentId\": \"clerk\"}");
      checked(
          talk,
          "rememberNote",
          "{\"agentId\": \"clerk\", \"key\": \"k\", \"text\": \"blue\", \"tags\": [\"colour\"]}");
      JsonNode notes = checked(talk, "listNotes", "{\"agentId\": \"clerk\"}");
      assertThat(notes.path("notes")).hasSize(1);
      checked(talk, "forgetNote", "{\"agentId\": \"clerk\", \"key\": \"k\"}");
      JsonNode task =
          checked(
              talk,
              "sendTask",
              "{\"agentId\": \"clerk\", \"prompt\": \"CALL current_time {}\\nSAY late\", \"wait\": true}");
      String id = "{\"taskId\": \"" + task.path("taskId").asString() + "\"";
      checked(talk, "exportTask", id + "}");
      checked(talk, "replayTask", id + "}");
      JsonNode other = checked(talk, "replayTask", id + ", \"model\": \"rehearsal\"}");
      assertThat(other.path("other").path("turns")).isNotEmpty();
    }
  }

  @Test
  void ofFigures() throws Exception {
    try (WholeServer server = WholeServer.start(folder);
        Talk talk = Talk.http(server.address())) {
      checked(talk, "createAgent", "{\"agentId\": \"clerk\"}");
      JsonNode metrics = checked(talk, "getMetrics", "{}");
      assertThat(metrics.path("metrics")).isNotEmpty();
      checked(talk, "getOverview", "{}");
    }
  }

  /** A field that nobody has documented is found. */
  @Test
  void knowsWhatIsMissing() {
    ObjectNode result = JSON.createObjectNode().put("success", true).put("agentId", "a");
    RESULTS.check("async.deleteAgent", result);
    assertThatThrownBy(() -> RESULTS.check("async.deleteAgent", result.put("colour", "blue")))
        .isInstanceOf(AssertionError.class);
  }
}
