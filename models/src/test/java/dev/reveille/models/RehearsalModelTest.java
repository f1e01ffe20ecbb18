package dev.reveille.models;

import static dev.reveille.core.Failure.Kind.OVERLOADED;
import static dev.reveille.core.Failure.Kind.PERMANENT;
import static dev.reveille.core.Failure.Kind.RATE_LIMITED;
import static dev.reveille.core.Failure.Kind.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.Failure;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalModelTest {
  private final RehearsalModel model = new RehearsalModel();

  @Test
  void saysWhatThePromptSays() throws Exception {
    assertThat(play("SAY all is well"))
        .isEqualTo(new ModelReply("all is well", "", List.of(), new Usage(3, 2), Finish.STOP));
  }

  @Test
  void walksThroughAScriptByTheConversationAlone() throws Exception {
    var messages = new ArrayList<Message>();
    messages.add(new Message.System("SAY this is no prompt"));
    messages.add(
        new Message.User(
            """
            Please do this:
              THINK where to look
            CALL system_health
            AND read_file {"path": "x"}
            some prose
            CALL write_file {broken
            SAY done: {{result}} ({{result}})
            """));

    ModelReply first =
        new RehearsalModel().call(Requests.of(messages.toArray(Message[]::new)), Sink.NONE);
    assertThat(first.finish()).isEqualTo(Finish.TOOL_CALLS);
    assertThat(first.reasoning()).isEqualTo("where to look");
    assertThat(first.calls())
        .containsExactly(
            new ToolCall("call_1", "system_health", "{}"),
            new ToolCall("call_2", "read_file", "{\"path\": \"x\"}"));

    reply(messages, first, "fine", "content");
    ModelReply second =
        new RehearsalModel().call(Requests.of(messages.toArray(Message[]::new)), Sink.NONE);
    assertThat(second.calls()).containsExactly(new ToolCall("call_3", "write_file", "{broken"));
    assertThat(second.reasoning()).isEmpty();

    reply(messages, second, "written");
    messages.add(new Message.User("a steering word that is no script"));
    ModelReply third =
        new RehearsalModel().call(Requests.of(messages.toArray(Message[]::new)), Sink.NONE);
    assertThat(third.text()).isEqualTo("done: written (written)");
    assertThat(third.isFinal()).isTrue();
  }

  @Test
  void inAThreadTheLastScriptCounts() throws Exception {
    assertThat(
            play(
                    new Message.User("SAY one\nSAY two"),
                    new Message.Assistant("one", List.of()),
                    new Message.User("SAY three"))
                .text())
        .isEqualTo("three");
    assertThat(
            play(
                    new Message.User("SAY one\nSAY two"),
                    new Message.Assistant("one", List.of()),
                    new Message.User("and now?"))
                .text())
        .isEqualTo("two");
  }

  @Test
  void withoutAScriptOrPastItsEndItRepeatsThePrompt() throws Exception {
    assertThat(play("What is up?").text()).isEqualTo("Rehearsed: What is up?");
    assertThat(play("x".repeat(300)).text()).isEqualTo("Rehearsed: " + "x".repeat(200));
    assertThat(play("x".repeat(199) + "😀").text()).isEqualTo("Rehearsed: " + "x".repeat(199));
    assertThat(play().text()).isEqualTo("Rehearsed: ");
    assertThat(
            play(
                    new Message.User("SAY one"),
                    new Message.Assistant("one", List.of()),
                    new Message.User("more"))
                .text())
        .isEqualTo("Rehearsed: more");
    assertThat(play("SAY {{result}}").text()).isEqualTo("(no result)");
  }

  @Test
  void proseThatLooksLikeAStepIsProse() throws Exception {
    assertThat(play("CALL me when you are ready\nWAIT for it").text())
        .startsWith("Rehearsed: CALL");
    assertThat(play("say x\nSAYING y\nFAILURE z").text()).startsWith("Rehearsed: say");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WAIT 250 | line 2: WAIT takes a time",
        "WAIT 25h | line 2: WAIT takes a time",
        "CALL me maybe | line 2: CALL takes a tool",
        "CALL {} | line 2: CALL takes a tool",
        "AND x {} | line 2: AND stands without a CALL",
        "FAIL 200 | line 2: FAIL takes a status",
        "FAIL now | line 2: FAIL takes a status",
        "FAIL 429 retry-after=soon | line 2: retry-after takes seconds",
        "FAIL 429 times=0 | line 2: times takes a number",
        "FAIL 429 often | line 2: FAIL does not know often",
      })
  void aMalformedLineAmongStepsIsRefused(String line, String message) {
    ModelException failure = failure("SAY x\n" + line);
    assertThat(failure.kind()).isEqualTo(PERMANENT);
    assertThat(failure).hasMessageContaining(message);
  }

  @Test
  void streamsInPiecesThatTogetherAreTheReply() throws Exception {
    String text = "0123456789😀".repeat(50);
    List<String> heard = new ArrayList<>();
    model.call(
        Requests.prompt("THINK hm\nTHINK aha\nSAY " + text),
        (channel, piece) -> heard.add((channel == Sink.Channel.REASONING ? "~" : "") + piece));
    assertThat(heard).hasSizeGreaterThan(5).startsWith("~hm", "~\naha");
    assertThat(String.join("", heard)).isEqualTo("~hm~\naha" + text);
  }

  @ParameterizedTest
  @CsvSource({
    "429 retry-after=2, RATE_LIMITED, 2000, answered 429",
    "503 retry-after=250ms, OVERLOADED, 250, answered 503",
    "529, OVERLOADED, , answered 529",
    "500, UNAVAILABLE, , answered 500",
    "401, PERMANENT, , answered 401",
    "timeout, UNAVAILABLE, , was silent for 60 s",
    "cut, TRANSIENT, , cut its reply off",
  })
  void failsAsAProviderWould(String how, Failure.Kind kind, Long retryAfterMs, String message) {
    ModelException failure = failure("FAIL " + how + "\nSAY x");
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.retryAfter().map(Duration::toMillis).orElse(null)).isEqualTo(retryAfterMs);
    assertThat(failure).hasMessageStartingWith("rehearsal (").hasMessageContaining(message);
  }

  @Test
  void failsSoOftenAndThenGoesOnAndBeginsAnew() throws Exception {
    String prompt = "FAIL 429 times=2\nFAIL 503\nSAY through";
    for (int round = 0; round < 2; round++) {
      assertThat(failure(prompt).kind()).isEqualTo(RATE_LIMITED);
      assertThat(failure(prompt).kind()).isEqualTo(RATE_LIMITED);
      assertThat(failure(prompt).kind()).isEqualTo(OVERLOADED);
      assertThat(play(prompt).text()).isEqualTo("through");
    }
  }

  @Test
  void conversationsFailIndependently() throws Exception {
    assertThat(failure("FAIL cut\nSAY a").kind()).isEqualTo(TRANSIENT);
    assertThat(failure("FAIL cut\nSAY b").kind()).isEqualTo(TRANSIENT);
    assertThat(play("FAIL cut\nSAY a").text()).isEqualTo("a");
    assertThat(play("FAIL cut\nSAY b").text()).isEqualTo("b");
  }

  @Test
  void waitsAsLongAsItSays() throws Exception {
    long start = System.nanoTime();
    play("WAIT 30ms\nSAY x");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(29));
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    var thinking = new CountDownLatch(1);
    var task =
        new FutureTask<>(() ->
            model.call(
                Requests.prompt("THINK x\nWAIT 60m\nSAY y"),
                (channel, text) -> thinking.countDown()));
    Thread caller = Thread.ofVirtual().start(task);
    thinking.await();
    caller.interrupt();
    assertThat(catchThrowableOfType(ExecutionException.class, task::get))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  private static void reply(List<Message> messages, ModelReply reply, String... results) {
    messages.add(new Message.Assistant(reply.text(), reply.calls()));
    for (int i = 0; i < results.length; i++) {
      ToolCall call = reply.calls().get(i);
      messages.add(new Message.ToolResult(call.callId(), call.tool(), results[i], false));
    }
  }

  private ModelReply play(String prompt) throws Exception {
    return play(new Message.User(prompt));
  }

  private ModelReply play(Message... messages) throws Exception {
    return model.call(Requests.of(messages), Sink.NONE);
  }

  private ModelException failure(String prompt) {
    return catchThrowableOfType(ModelException.class, () -> play(prompt));
  }
}
