package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(180)
class OpenAiModelTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Transport transport = new Transport();
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void streamsTextAndReasoningAndCountsAsTheProviderDoes() throws Exception {
    ModelReply reply =
        ask(wire ->
            wire.open()
                .chunk(": OPENROUTER PROCESSING\n\n")
                .delta("{\"role\":\"assistant\",\"content\":\"\"}")
                .delta("{\"reasoning_content\":\"let me \"}")
                .delta("{\"reasoning\":\"see\"}")
                .text("Hello ")
                .text("wörld")
                .finish("stop")
                .usage(11, 7)
                .done());

    assertThat(reply)
        .isEqualTo(
            new ModelReply(
                "Hello wörld",
                "let me see",
                List.of(),
                new Usage(11, 7, 0, 0, 1),
                Finish.STOP,
                "fake:some-model",
                null));
    assertThat(heard)
        .containsExactly("REASONING:let me ", "REASONING:see", "TEXT:Hello ", "TEXT:wörld");
  }

  @Test
  void everythingIsHeardOnTheCallingThread() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (var provider = new FakeProvider(wire -> wire.open().text("a").finish("stop").done())) {
      model(provider)
          .call(Requests.prompt("x"), (channel, text) -> threads.add(Thread.currentThread()));
    }
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void collectsToolCallsPieceByPieceAndPassesInvalidArgumentsOn() throws Exception {
    ModelReply reply =
        ask(wire ->
            wire.open()
                .delta(call(0, "\"id\":\"abc\",", "\"name\":\"read_file\",\"arguments\":\"\""))
                .delta(call(0, "", "\"arguments\":\"{\\\"path\\\":\""))
                .delta(call(0, "", "\"arguments\":\"\\\"x\\\"}\""))
                .delta(call(1, "\"id\":\"def\",", "\"name\":\"list\",\"arguments\":\"{oops\""))
                .finish("tool_calls")
                .done());

    assertThat(reply.finish()).isEqualTo(Finish.TOOL_CALLS);
    assertThat(reply.calls())
        .containsExactly(
            new ToolCall("abc", "read_file", "{\"path\":\"x\"}"),
            new ToolCall("def", "list", "{oops"));
  }

  @Test
  void makesUpIdsByPositionInTheConversation() throws Exception {
    var before =
        new Message.Assistant(
            "", List.of(new ToolCall("abc", "t", "{}"), new ToolCall("x", "t", "{}")));
    try (var provider =
        new FakeProvider(wire ->
            wire.open()
                .delta(call(0, "", "\"name\":\"t\",\"arguments\":\"\""))
                .delta(call(1, "\"id\":\"abc\",", "\"name\":\"t\",\"arguments\":\"{}\""))
                .delta(call(2, "\"id\":\"new\",", "\"name\":\"t\",\"arguments\":\"{}\""))
                .finish("stop")
                .done())) {
      ModelReply reply =
          model(provider)
              .call(
                  Requests.of(
                      new Message.User("go"),
                      before,
                      new Message.ToolResult("abc", "t", "1", false),
                      new Message.ToolResult("x", "t", "2", true)),
                  Sink.NONE);
      assertThat(reply.calls())
          .extracting(ToolCall::callId)
          .containsExactly("call_3", "call_4", "new");
      assertThat(reply.calls().getFirst().arguments()).isEqualTo("{}");
      assertThat(reply.finish()).isEqualTo(Finish.TOOL_CALLS);
    }
  }

  @Test
  void sendsTheConversationTheToolsAndTheSettings() throws Exception {
    var schema =
        (ObjectNode)
            JSON.readTree(
                """
                {"type":"object","properties":{"path":{"type":["string","null"],"minLength":1}},
                 "required":["path"],"additionalProperties":false,"x-unknown":[1]}\
                """);
    var request =
        new Request(
            "vendor/model",
            List.of(
                new Message.System("Be brief."),
                new Message.User("read x"),
                new Message.Assistant("", List.of(new ToolCall("c1", "read", "{\"path\":\"x\"}"))),
                new Message.ToolResult("c1", "read", "content", false)),
            List.of(new Tool.Spec("read", "Reads.", schema, ToolPolicy.values()[0])),
            new ModelSettings(0.5, 0.9, 99, ModelSettings.Effort.LOW, null, null, null));
    try (var provider = new FakeProvider(wire -> wire.open().text("ok").finish("stop").done())) {
      model(provider).call(request, Sink.NONE);
      FakeProvider.Received sent = provider.received.take();
      assertThat(sent.head()).startsWith("POST /v1/chat/completions HTTP/1.1");
      assertThat(sent.header("authorization")).isEqualTo("Bearer sk-secret");
      assertThat(sent.header("upgrade")).isEmpty();
      JsonNode expected =
          JSON.readTree(
              """
              {"model":"vendor/model","stream":true,"stream_options":{"include_usage":true},
               "temperature":0.5,"top_p":0.9,"max_tokens":99,"reasoning_effort":"low",
               "messages":[{"role":"system","content":"Be brief."},
                 {"role":"user","content":"read x"},
                 {"role":"assistant","tool_calls":[{"id":"c1","type":"function",
                   "function":{"name":"read","arguments":"{\\"path\\":\\"x\\"}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"content"}],
               "tools":[{"type":"function","function":{"name":"read","description":"Reads.",
                 "parameters":%s}}]}\
              """
                  .formatted(schema));
      assertThat(JSON.readTree(sent.body())).isEqualTo(expected);
    }
  }

  @Test
  void estimatesUsageWhereTheProviderDoesNotCount() throws Exception {
    ModelReply reply = ask(wire -> wire.open().text("12345678").finish("stop").done());
    assertThat(reply.usage()).isEqualTo(new Usage("a prompt".length() / 4, 2, 0, 0, 1));
  }

  @Test
  void mapsHowItFinished() throws Exception {
    assertThat(ask(wire -> wire.open().text("cut sh").finish("length").done()).finish())
        .isEqualTo(Finish.LENGTH);
    assertThat(ask(wire -> wire.open().finish("content_filter").done()).finish())
        .isEqualTo(Finish.REFUSED);
    ModelReply refused =
        ask(wire ->
            wire.open()
                .delta("{\"refusal\":\"I must \"}")
                .delta("{\"refusal\":\"not.\"}")
                .finish("stop")
                .done());
    assertThat(refused.finish()).isEqualTo(Finish.REFUSED);
    assertThat(refused.text()).isEqualTo("I must not.");
  }

  @Test
  void needsNoDoneIfThereIsAFinishAndNoFinishIfThereIsADone() throws Exception {
    assertThat(ask(wire -> wire.open().text("a").finish("stop").end()).text()).isEqualTo("a");
    assertThat(ask(wire -> wire.open().text("b").done()).text()).isEqualTo("b");
  }

  @Test
  void doesNotWaitForAConnectionThatStaysOpenAfterDone() throws Exception {
    assertThat(
            ask(
                    wire -> {
                      wire.open().text("a").finish("stop").data("[DONE]");
                      wire.awaitClose();
                    })
                .text())
        .isEqualTo("a");
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    try (var provider = new FakeProvider(wire -> wire.open().text("a").finish("stop").done())) {
      HttpModel model = model(provider);
      for (int i = 0; i < 5; i++) {
        model.call(Requests.prompt("x"), Sink.NONE);
      }
      assertThat(provider.connections).hasValue(1);
    }
  }

  @Test
  void aBugInTheSinkIsThrownOn() throws Exception {
    try (var provider = new FakeProvider(wire -> wire.open().text("a").finish("stop").done())) {
      assertThatThrownBy(() ->
              model(provider)
                  .call(
                      Requests.prompt("x"),
                      (channel, text) -> {
                        throw new IllegalStateException("bug");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("bug");
    }
  }

  private static String call(int index, String id, String function) {
    return "{\"tool_calls\":[{\"index\":%d,%s\"function\":{%s}}]}".formatted(index, id, function);
  }

  private HttpModel model(FakeProvider provider) {
    return Requests.openAi(provider.endpoint(), transport, () -> Instant.EPOCH);
  }

  private ModelReply ask(FakeProvider.Conduct conduct) throws Exception {
    try (var provider = new FakeProvider(conduct)) {
      return model(provider).call(Requests.prompt("a prompt"), Requests.into(heard));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
