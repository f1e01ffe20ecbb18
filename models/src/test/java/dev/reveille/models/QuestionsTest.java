package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.engine.Tool;
import dev.reveille.models.Speech.End;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is sent to Anthropic and to Google; for OpenAI see {@link OpenAiModelTest}. */
@Timeout(180)
class QuestionsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final ModelSettings SETTINGS =
      new ModelSettings(0.5, 0.9, 99, null, null, null, null);
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":[\"string\",\"null\"],\"x-y\":1}}}";

  private final Transport transport = new Transport();

  @AfterEach
  void close() {
    transport.close();
  }

  private static Request conversation(ModelSettings settings, boolean schema) {
    return new Request(
        "some-model",
        List.of(
            new Message.System("Be brief."),
            new Message.User("read x", List.of(new Image("data:image/png;base64,QUJD"))),
            new Message.Assistant("", List.of(new ToolCall("c.1", "read", "{\"path\":\"x\"}"))),
            new Message.ToolResult("c.1", "read", "no such file", true)),
        List.of(
            new Tool.Spec("read", "Reads.", json(SCHEMA), ToolPolicy.READ_ONLY),
            new Tool.Spec("list", "Lists.", json("{\"type\":\"object\"}"), ToolPolicy.READ_ONLY)),
        settings,
        schema ? json("{\"type\":\"object\",\"required\":[\"a\"]}") : null);
  }

  private FakeProvider.Received sent(Speech speech, Request request) throws Exception {
    try (var provider =
        new FakeProvider(wire -> {
          speech.start(wire);
          speech.text(wire, "ok");
          speech.end(wire, End.STOP);
        })) {
      var model =
          Requests.model(provider.endpoint(), speech.dialect, transport, () -> Instant.EPOCH);
      model.call(request, Sink.NONE);
      return provider.received.take();
    }
  }

  @Test
  void anthropicIsSentToolsAsTheyAreAndMarksForItsCache() throws Exception {
    FakeProvider.Received sent = sent(Speech.ANTHROPIC, conversation(SETTINGS, false));
    assertThat(sent.head()).startsWith("POST /v1/messages HTTP/1.1");
    assertThat(sent.header("x-api-key")).isEqualTo("sk-secret");
    assertThat(JSON.readTree(sent.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"model":"some-model","max_tokens":99,"stream":true,"temperature":0.5,"top_p":0.9,
                 "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"read x"},{"type":"image",
                    "source":{"type":"base64","media_type":"image/png","data":"QUJD"}}]},
                  {"role":"assistant","content":[{"type":"tool_use","id":"c_1","name":"read",
                    "input":{"path":"x"}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"c_1",
                    "content":"no such file","is_error":true,
                    "cache_control":{"type":"ephemeral"}}]}],
                 "tools":[{"name":"read","description":"Reads.","input_schema":%s},
                  {"name":"list","description":"Lists.","input_schema":{"type":"object"},
                   "cache_control":{"type":"ephemeral"}}]}\
                """
                    .formatted(SCHEMA)));
  }

  @Test
  void anthropicIsToldHowHardToThink() throws Exception {
    var high = new ModelSettings(0.5, null, null, ModelSettings.Effort.HIGH, null, null, null);
    JsonNode now = JSON.readTree(sent(Speech.ANTHROPIC, conversation(high, false)).body());
    assertThat(now.at("/thinking/type").asString("")).isEqualTo("adaptive");
    assertThat(now.at("/output_config/effort").asString("")).isEqualTo("high");
    assertThat(now.has("temperature")).isFalse();
    Request old =
        new Request("claude-sonnet-4-5", conversation(high, false).messages(), List.of(), high);
    JsonNode then = JSON.readTree(sent(Speech.ANTHROPIC, old).body());
    assertThat(then.at("/thinking/budget_tokens").asInt(0)).isEqualTo(24_576);
    assertThat(then.path("max_tokens").asInt(0)).isGreaterThan(24_576);
  }

  @Test
  void anthropicIsAskedForASchemaInWords() throws Exception {
    JsonNode body = JSON.readTree(sent(Speech.ANTHROPIC, conversation(SETTINGS, true)).body());
    assertThat(body.at("/system/0/text").asString(""))
        .startsWith("Be brief.\n\nYour final answer must be one JSON value")
        .endsWith("{\"type\":\"object\",\"required\":[\"a\"]}");
  }

  @Test
  void geminiIsSentToolsAsTheyAre() throws Exception {
    FakeProvider.Received sent = sent(Speech.GEMINI, conversation(SETTINGS, true));
    assertThat(sent.head())
        .startsWith("POST /v1/models/some-model:streamGenerateContent?alt=sse HTTP/1.1");
    assertThat(sent.header("x-goog-api-key")).isEqualTo("sk-secret");
    JsonNode body = JSON.readTree(sent.body());
    assertThat(body.at("/tools/0/functionDeclarations/0"))
        .isEqualTo(
            JSON.readTree(
                "{\"name\":\"read\",\"description\":\"Reads.\",\"parametersJsonSchema\":%s}"
                    .formatted(SCHEMA)));
    assertThat(body.at("/systemInstruction/parts/0/text").asString("")).isEqualTo("Be brief.");
    assertThat(body.at("/contents/0/parts/1/inlineData"))
        .isEqualTo(JSON.readTree("{\"mimeType\":\"image/png\",\"data\":\"QUJD\"}"));
    assertThat(body.at("/contents/1/parts/0/functionCall/args/path").asString("")).isEqualTo("x");
    assertThat(body.at("/contents/1/parts/0/thoughtSignature").asString(""))
        .isEqualTo("skip_thought_signature_validator");
    assertThat(body.at("/contents/2/parts/0/functionResponse/name").asString("")).isEqualTo("read");
    assertThat(body.at("/generationConfig/maxOutputTokens").asInt(0)).isEqualTo(99);
    assertThat(body.at("/generationConfig/responseJsonSchema/required/0").asString(""))
        .isEqualTo("a");
  }

  @Test
  void geminiIsToldHowHardToThink() throws Exception {
    var low = new ModelSettings(null, null, null, ModelSettings.Effort.LOW, null, null, null);
    JsonNode now = JSON.readTree(sent(Speech.GEMINI, conversation(low, false)).body());
    assertThat(now.at("/generationConfig/thinkingConfig/thinkingLevel").asString(""))
        .isEqualToIgnoringCase("low");
    Request old =
        new Request("gemini-2.5-pro", conversation(low, false).messages(), List.of(), low);
    JsonNode then = JSON.readTree(sent(Speech.GEMINI, old).body());
    assertThat(then.at("/generationConfig/thinkingConfig/thinkingBudget").asInt(0))
        .isEqualTo(1_024);
  }

  /** Without it both refuse the next step of a conversation in which they thought. */
  @Test
  void aSignatureGoesBackToWhoSigned() throws Exception {
    for (Speech speech : new Speech[] {Speech.ANTHROPIC, Speech.GEMINI}) {
      ModelReply reply;
      try (var provider =
          new FakeProvider(wire -> {
            speech.start(wire);
            speech.reasoning(wire, "let me see");
            speech.call(wire, 0, "c1", "read", "{}");
            speech.end(wire, End.TOOLS);
          })) {
        reply =
            Requests.model(provider.endpoint(), speech.dialect, transport, () -> Instant.EPOCH)
                .call(Requests.prompt("go"), Sink.NONE);
      }
      assertThat(reply.signature()).contains("sig-1");
      Request next =
          Requests.of(
              new Message.User("go"),
              Message.Assistant.of(reply),
              new Message.ToolResult("c1", "read", "x", false));
      assertThat(sent(speech, next).body()).contains("sig-1");
      for (Speech other : Speech.values()) {
        if (other != speech) {
          assertThat(sent(other, next).body()).doesNotContain("sig-1");
        }
      }
    }
  }

  @Test
  void openAiIsAskedForASchemaAndShownImages() throws Exception {
    JsonNode body = JSON.readTree(sent(Speech.OPENAI, conversation(SETTINGS, true)).body());
    assertThat(body.at("/response_format/json_schema/schema/required/0").asString(""))
        .isEqualTo("a");
    assertThat(body.at("/messages/1/content/1/image_url/url").asString(""))
        .isEqualTo("data:image/png;base64,QUJD");
  }

  /** The library would fetch it from wherever it lies. */
  @Test
  void geminiRefusesAnImageByAddress() throws Exception {
    Request request =
        Requests.of(new Message.User("look", List.of(new Image("https://example.org/a.png"))));
    ModelException failure =
        catchThrowableOfType(ModelException.class, () -> sent(Speech.GEMINI, request));
    assertThat(failure).hasMessageContaining("Gemini wants its data");
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JSON.readTree(text);
  }
}
