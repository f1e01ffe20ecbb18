package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Gauges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a model is really asked: settings, images, and how much of a conversation. */
@Timeout(180)
class ModelCallsTest {
  private static final String CAT =
      Base64.getEncoder()
          .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 1, 2, 3});

  private static final String SHOWS_CAT =
      "{'images': [{'mimeType': 'image/png', 'data': '" + CAT + "'}]%s}";

  @TempDir private Path folder;
  private TinyProvider provider;
  private WholeServer server;
  private Talk talk;
  private Office office;

  @BeforeEach
  void start() throws Exception {
    provider = new TinyProvider();
    Map<String, String> options =
        Map.of(
            "models.default",
            "tiny:blind",
            "models.providers",
            provider.config(),
            "limits.maxImages",
            "3",
            "limits.maxImagesBytes",
            "1000",
            "models.perModel",
            """
            [{"model": "tiny:seeing", "images": true, "settings": {"temperature": 0.75}},
             {"model": "tiny:small", "contextTokens": 1000}]\
            """);
    server = WholeServer.start(folder, options, Gauges.constant(0, 0));
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
    provider.close();
  }

  private JsonNode done(String agent, String prompt, String rest) throws Exception {
    return office.ended(office.send(agent, prompt, rest));
  }

  private static List<String> kinds(JsonNode task) {
    List<String> kinds = new ArrayList<>();
    task.path("steps").forEach(step -> kinds.add(step.path("kind").asString()));
    return kinds;
  }

  // ── replies that say nothing ───────────────────────────────────────────────────────────────

  @Test
  void whoSaysNothingIsAskedToGoOn() throws Exception {
    office.create("a", "{'tools': [], 'maxAttempts': 1}");
    provider.saysNothing("stop", "length");
    JsonNode task = done("a", "go", "{}");
    assertThat(task.path("state").asString()).isEqualTo("succeeded");
    assertThat(task.path("result").asString()).isEqualTo("done");
    assertThat(task.path("attempt").asInt()).isEqualTo(1);
    assertThat(kinds(task)).containsExactly("model", "nudge", "model", "nudge", "model");
    assertThat(provider.asked().getLast().path("messages").toString())
        .contains("Your reply was empty", "before you said anything")
        .as("no empty message, which some providers refuse")
        .doesNotContain("assistant");
  }

  @Test
  void whoNeverSaysAnythingComesToAnEnd() throws Exception {
    office.create("a", "{'tools': [], 'loopLimit': 3}");
    provider.says("");
    JsonNode task = done("a", "go", "{}");
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString()).contains("no progress", "maxOutputTokens");
    assertThat(provider.asked()).hasSize(6);
    office.create("b", "{'tools': [], 'loopLimit': 100, 'maxSteps': 8}");
    assertThat(done("b", "go", "{}").path("error").asString()).contains("no final answer after 8");
    assertThat(office.call("getHealth", "{}").at("/checks/models.tiny/status").asString("ok"))
        .isEqualTo("ok");
  }

  // ── settings ───────────────────────────────────────────────────────────────────────────────

  private String asked() {
    JsonNode last = provider.asked().getLast();
    return last.path("temperature") + " " + last.path("top_p") + " " + last.path("max_tokens");
  }

  @Test
  void theMostParticularSettingCounts() throws Exception {
    office.create("a", "{'model': 'tiny:seeing'}");
    done("a", "go", "{}");
    assertThat(asked()).as("the model's over the provider's").isEqualTo("0.75 0.25 ");
    office.call(
        "updateAgent",
        "{'agentId': 'a', 'config': {'settings': {'temperature': 0.5, 'maxOutputTokens': 9}}}");
    done("a", "go", "{}");
    assertThat(asked()).as("the agent's over these").isEqualTo("0.5 0.25 9");
    JsonNode task = done("a", "go", "{'settings': {'temperature': 0.1}}");
    assertThat(asked()).as("the task's over these").isEqualTo("0.1 0.25 9");
    assertThat(task.at("/settings/temperature").asDouble()).isEqualTo(0.1);
    JsonNode fork =
        office.call(
            "forkTask",
            "{'taskId': '%s', 'fromStep': 0, 'settings': {'topP': 0.5}}"
                .formatted(task.path("taskId").asString()));
    office.ended(fork.path("taskId").asString());
    assertThat(asked()).as("the fork's over the task's").isEqualTo("0.1 0.5 9");
    office.call("updateAgent", "{'agentId': 'a', 'config': {'settings': {}}}");
    done("a", "go", "{}");
    assertThat(asked()).as("none again").isEqualTo("0.75 0.25 ");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{'temperature': 3}`, settings.temperature",
        "`{'idleSeconds': 4000}`, settings.idleSeconds",
        "`{'reasoningEffort': 'huge'}`, settings.reasoningEffort",
        "`{'temprature': 1}`, settings.temprature"
      })
  void settingsAreChecked(String settings, String field) throws Exception {
    office.create("a", "{}");
    JsonNode task =
        office.refusal("sendTask", "{'agentId': 'a', 'prompt': 'x', 'settings': " + settings + "}");
    assertThat(task.path("code").asInt()).isEqualTo(-32602);
    assertThat(task.at("/data/field").asString()).isEqualTo(field);
    JsonNode agent =
        office.refusal("updateAgent", "{'agentId': 'a', 'config': {'settings': " + settings + "}}");
    assertThat(agent.at("/data/field").asString()).isEqualTo("config." + field);
  }

  // ── images ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void aModelThatTakesImagesIsShownThem() throws Exception {
    office.create("a", "{'model': 'tiny:seeing'}");
    String rest = SHOWS_CAT.formatted(", 'threadId': 't'");
    JsonNode task = done("a", "what is it?", rest);
    String id = task.path("taskId").asString();
    assertThat(task.path("state").asString()).isEqualTo("succeeded");
    String shown = "\"data:image/png;base64," + CAT + '"';
    assertThat(provider.asked().getLast().toString()).contains("image_url", shown);
    assertThat(task.path("images").toString())
        .isEqualTo("[{\"mimeType\":\"image/png\",\"bytes\":11}]");
    assertThat(office.call("getTimeline", "{'agentId': 'a'}").toString())
        .contains("\"bytes\":11")
        .doesNotContain(CAT);
    assertThat(office.call("getStateAt", "{'agentId': 'a', 'seq': 2}").toString())
        .doesNotContain(CAT);
    JsonNode file = office.call("exportTask", "{'taskId': '" + id + "'}").path("file");
    assertThat(file.toString()).contains(shown);
    ObjectNode params = Talk.JSON.createObjectNode();
    params.set("file", file);
    assertThat(office.call("replayTask", params).path("differences")).isEmpty();

    done("a", "and its eyes?", "{'threadId': 't'}");
    assertThat(provider.asked().getLast().toString()).as("also later").contains(shown);
    done("a", "in words", "{'threadId': 't', 'models': ['tiny:blind']}");
    assertThat(provider.asked().getLast().toString())
        .as("another model of the same thread takes none")
        .contains("1 image, shown with this, is left out here: this model takes none")
        .doesNotContain(CAT);
  }

  @Test
  void aModelThatTakesNoneIsNotAsked() throws Exception {
    office.create("a", "{}");
    JsonNode task = done("a", "what is it?", SHOWS_CAT.formatted(""));
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString())
        .contains("blind", "is not known to take images", "models.perModel");
    assertThat(provider.asked()).isEmpty();
    JsonNode other =
        done("a", "look", SHOWS_CAT.formatted(", 'models': ['tiny:blind', 'tiny:seeing']"));
    assertThat(other.at("/steps/0/model").asString()).isEqualTo("tiny:seeing");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`[{}]`                                                       | -32602 | images[0]",
        "`[{'mimeType': 'image/png'}]`                                | -32602 | images[0]",
        "`[{'url': 'http://example.org/a.png'}]`                      | -32602 | images[0].url",
        "`[{'url': 'data:image/png;base64,AAAA'}]`                    | -32602 | images[0].url",
        "`[{'mimeType': 'image/tiff', 'data': 'AAAA'}]`               | -32602 | images[0].mimeType",
        "`[{'mimeType': 'image/png', 'data': '*'}]`                   | -32602 | images[0].data",
        "`[{'mimeType': 'image/png', 'data': 'AAAA'}]`                | -32602 | images[0].data",
        "`[{'mimeType': 'image/gif', 'data': 'R0lGOA==', 'x': 1}]`    | -32602 | images[0].x",
      })
  void aWrongImageIsRefused(String images, int code, String field) throws Exception {
    office.create("a", "{}");
    JsonNode refusal =
        office.refusal("sendTask", "{'agentId': 'a', 'prompt': 'x', 'images': " + images + "}");
    assertThat(refusal.path("code").asInt()).as(refusal.toString()).isEqualTo(code);
    assertThat(refusal.at("/data/field").asString()).isEqualTo(field);
  }

  @Test
  void tooManyImagesAreRefused() throws Exception {
    office.create("a", "{}");
    String one = "{'url': 'https://example.org/a.png'}";
    String four = String.join(",", one, one, one, one);
    JsonNode many =
        office.refusal("sendTask", "{'agentId': 'a', 'prompt': 'x', 'images': [" + four + "]}");
    assertThat(many.at("/data/code").asString()).isEqualTo("limit_exceeded");
    assertThat(many.at("/data/limit").asString()).isEqualTo("maxImages");
    String big = "R0lGOA" + "A".repeat(1_334);
    JsonNode large =
        office.refusal(
            "sendTask",
            "{'agentId': 'a', 'prompt': 'x', 'images': [{'mimeType': 'image/gif', 'data': '"
                + big
                + "'}]}");
    assertThat(large.at("/data/limit").asString()).isEqualTo("maxImagesBytes");
    assertThat(large.path("message").asString()).contains("1000", "limits.maxImagesBytes");
  }

  // ── how long a conversation may be ─────────────────────────────────────────────────────────

  @Test
  void whatTheProviderSaysIsTooLongIsMadeShorterAndAskedAgain() throws Exception {
    office.create("a", "{'tools': []}");
    provider.says("x".repeat(6_000));
    String thread = "{'threadId': 't'}";
    assertThat(kinds(done("a", "first", thread))).containsExactly("model");
    provider.says("in short");
    provider.takes(4_000);
    JsonNode task = done("a", "second", thread);
    assertThat(kinds(task)).containsExactly("trouble", "compaction", "model");
    assertThat(task.at("/steps/0/text").asString()).contains("the conversation is too long for it");
    assertThat(task.path("state").asString()).isEqualTo("succeeded");
    assertThat(task.path("attempt").asInt()).isEqualTo(1);
    assertThat(provider.asked()).hasSize(4);
    String id = task.path("taskId").asString();
    assertThat(office.call("replayTask", "{'taskId': '" + id + "'}").path("differences")).isEmpty();
  }

  @Test
  void whatIsTooLongAlsoInShortFails() throws Exception {
    office.create("a", "{'tools': []}");
    done("a", "first", "{'threadId': 't'}");
    provider.takes(10);
    JsonNode task = done("a", "second", "{'threadId': 't'}");
    assertThat(task.path("state").asString()).isEqualTo("failed");
    assertThat(task.path("error").asString()).contains("too long, also when it is to be made");
  }

  @Test
  void aWindowThatIsKnownIsKept() throws Exception {
    office.create("a", "{'model': 'tiny:small'}");
    provider.says("x".repeat(3_000));
    String thread = "{'threadId': 't'}";
    done("a", "first", thread);
    provider.says("in short");
    assertThat(kinds(done("a", "second", thread))).containsExactly("compaction", "model");
  }
}
