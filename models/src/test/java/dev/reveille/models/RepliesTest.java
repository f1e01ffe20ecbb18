package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import dev.reveille.models.FakeProvider.Wire;
import dev.reveille.models.Speech.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the same reply, said by every provider in its own way, becomes. */
@Timeout(180)
class RepliesTest {
  private final Transport transport = new Transport();
  private final List<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    transport.close();
  }

  private interface Says {
    void answer(Wire wire) throws IOException;
  }

  private ModelReply ask(Speech speech, Says says) throws Exception {
    return ask(
        speech,
        wire -> {
          speech.start(wire);
          says.answer(wire);
        },
        new Message.User("hello"));
  }

  private ModelReply ask(Speech speech, FakeProvider.Conduct conduct, Message... messages)
      throws Exception {
    try (var provider = new FakeProvider(conduct)) {
      return Requests.model(provider.endpoint(), speech.dialect, transport, () -> Instant.EPOCH)
          .call(Requests.of(messages), Requests.into(heard));
    }
  }

  /** Whether that is the end is not the provider's to say: the task goes on with its next step. */
  @ParameterizedTest
  @EnumSource
  void whatSaysNothingIsAReplyToo(Speech speech) throws Exception {
    ModelReply empty = ask(speech, wire -> speech.end(wire, End.STOP));
    assertThat(empty.text()).isBlank();
    assertThat(empty.calls()).isEmpty();
    assertThat(empty.finish()).isEqualTo(Finish.STOP);
    ModelReply thinking =
        ask(
            speech,
            wire -> {
              speech.reasoning(wire, "let me see");
              speech.end(wire, End.LENGTH);
            });
    assertThat(thinking.text()).isBlank();
    assertThat(thinking.reasoning()).isEqualTo("let me see");
    assertThat(thinking.finish()).isEqualTo(Finish.LENGTH);
  }

  @ParameterizedTest
  @EnumSource
  void textAndReasoningAreApartAndCounted(Speech speech) throws Exception {
    ModelReply reply =
        ask(
            speech,
            wire -> {
              speech.reasoning(wire, "let me see");
              speech.text(wire, "Hello wörld");
              speech.end(wire, End.STOP);
            });
    assertThat(reply.text()).isEqualTo("Hello wörld");
    assertThat(reply.reasoning()).isEqualTo("let me see");
    assertThat(reply.finish()).isEqualTo(Finish.STOP);
    assertThat(reply.usage()).isEqualTo(new Usage(100, 20, 60, 0, 1));
    assertThat(reply.model()).isEqualTo("fake:some-model");
    assertThat(heard).containsExactly("REASONING:let me see", "TEXT:Hello wörld");
  }

  @ParameterizedTest
  @EnumSource
  void callsAreParallelAndInOrder(Speech speech) throws Exception {
    ModelReply reply =
        ask(
            speech,
            wire -> {
              speech.call(wire, 0, "a1", "read", "{\"path\":\"x\"}");
              speech.call(wire, 1, "a2", "no_such_tool", "{}");
              speech.end(wire, End.TOOLS);
            });
    assertThat(reply.calls())
        .extracting(ToolCall::tool, ToolCall::arguments)
        .containsExactly(tuple("read", "{\"path\":\"x\"}"), tuple("no_such_tool", "{}"));
    assertThat(reply.finish()).isEqualTo(Finish.TOOL_CALLS);
    assertThat(reply.text()).isEmpty();
  }

  /** The tool layer tells the model; see CheckedTool. Gemini's own check comes before. */
  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC"})
  void argumentsThatAreNotJsonArePassedOn(Speech speech) throws Exception {
    ModelReply reply =
        ask(
            speech,
            wire -> {
              speech.call(wire, 0, "a1", "read", "{oops");
              speech.end(wire, End.TOOLS);
            });
    assertThat(reply.calls()).containsExactly(new ToolCall("a1", "read", "{oops"));
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsAReply(Speech speech) throws Exception {
    ModelReply reply = ask(speech, wire -> speech.end(wire, End.REFUSED));
    assertThat(reply.finish()).isEqualTo(Finish.REFUSED);
    assertThat(reply.text()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void aReplyCutByLengthIsAReply(Speech speech) throws Exception {
    ModelReply reply =
        ask(
            speech,
            wire -> {
              speech.text(wire, "and then");
              speech.end(wire, End.LENGTH);
            });
    assertThat(reply.finish()).isEqualTo(Finish.LENGTH);
    assertThat(reply.text()).isEqualTo("and then");
  }

  /** Where calls go wrong in one protocol, the conversation must still be sayable in another. */
  @ParameterizedTest
  @EnumSource
  void anyConversationCanBeTold(Speech speech) throws Exception {
    ModelReply reply =
        ask(
            speech,
            wire -> {
              speech.start(wire);
              speech.text(wire, "ok");
              speech.end(wire, End.STOP);
            },
            new Message.System("Be brief."),
            new Message.User("hello"),
            new Message.Assistant(
                "", List.of(new ToolCall("call.1:x", "read", "{oops"), new ToolCall("b", "x", ""))),
            new Message.ToolResult("call.1:x", "read", "", true),
            new Message.ToolResult("b", "x", "y", false),
            new Message.Assistant("", List.of()),
            new Message.User("go on"),
            new Message.User("please"));
    assertThat(reply.text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @EnumSource
  void aReplyThatComesCompressedIsUnderstood(Speech speech) throws Exception {
    var plain = new StringBuilder();
    try (var recorder =
        new FakeProvider(wire -> {
          speech.start(wire);
          speech.text(wire, "small");
          speech.end(wire, End.STOP);
        })) {
      try (var socket = new Socket("127.0.0.1", recorder.baseUrl().getPort())) {
        socket.getOutputStream().write("POST / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        answer
            .lines()
            .filter(line -> line.startsWith("data:") || line.startsWith("event:"))
            .forEach(line -> plain.append(line).append(line.startsWith("data:") ? "\n\n" : "\n"));
      }
    }
    var zipped = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(zipped)) {
      zip.write(plain.toString().getBytes(StandardCharsets.UTF_8));
    }
    ModelReply reply =
        ask(
            speech,
            wire ->
                wire.raw(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Content-Encoding: gzip\r\nContent-Length: "
                            + zipped.size()
                            + "\r\n\r\n")
                    .bytes(zipped.toByteArray()),
            new Message.User("hello"));
    assertThat(reply.text()).isEqualTo("small");
  }

  @Test
  void googlesBlocksAndBrokenCallsAreDefined() throws Exception {
    ModelReply blocked =
        ask(
            Speech.GEMINI,
            wire ->
                wire.open()
                    .data("{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}")
                    .end(),
            new Message.User("hello"));
    assertThat(blocked.finish()).isEqualTo(Finish.REFUSED);
    assertThat(blocked.text()).isEqualTo("Google blocked the prompt: PROHIBITED_CONTENT");
    assertThat(
            catchThrowable(() ->
                ask(
                    Speech.GEMINI,
                    wire ->
                        wire.open()
                            .data(
                                "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}")
                            .end(),
                    new Message.User("hello"))))
        .hasMessageContaining("MALFORMED_FUNCTION_CALL");
  }
}
