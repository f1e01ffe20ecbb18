package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ToolboxTest {
  private static final String SCHEMA =
      """
      {"type": "object", "required": ["path"], "properties": {
        "path": {"type": "string", "minLength": 1},
        "limit": {"type": "integer", "minimum": 1},
        "mode": {"enum": ["fast", "slow"]},
        "list": {"type": "array", "items": {"type": "string"}}}}
      """;

  /** A tool that does what the test says. */
  private record Doing(String name, String schema, Body body) implements Tool {
    interface Body {
      Outcome call(ObjectNode arguments) throws Exception;
    }

    @Override
    public Spec spec() {
      return new Spec(name, "for tests", Json.object(schema), ToolPolicy.READ_ONLY);
    }

    @Override
    public Outcome call(ObjectNode arguments, Context context) throws Exception {
      return body.call(arguments);
    }
  }

  private static Doing doing(Doing.Body body) {
    return new Doing("probe", "{'type': 'object'}".replace('\'', '"'), body);
  }

  private final Caller caller =
      Caller.of(new Doing("probe", SCHEMA, a -> new Tool.Outcome.Returned(a.toString())));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'path': 1} | /path: integer found, string expected, but was 1",
        "{'path': 'a', 'limit': 'ten'} | /limit: string found, integer expected, but was \"ten\"",
        "{'path': 'a', 'limit': 0} | /limit: must have a minimum value of 1, but was 0",
        "{'path': 'a', 'mode': 'x'} | /mode: does not have a value in the enumeration [\"fast\", \"slow\"]",
        "{'path': 'a', 'list': ['b', 3]} | /list/1: integer found, string expected, but was 3",
        "{'limit': 2} | required property 'path' not found",
        "{} | required property 'path' not found",
        "`` | required property 'path' not found",
        "{'path': 'a', 'pth': 'b'} | there is no argument \"pth\"; known are: path, limit, mode, list",
        "{'path': ''} | /path: must be at least 1 characters long",
        "[] | must be a JSON object",
        "'path' | must be a JSON object",
        "null | must be a JSON object",
        "{'path': 'a' | not valid JSON: Unexpected end-of-input",
        "{'path': 'a'} x | not valid JSON: Unrecognized token 'x'",
        "{'path': 'a', 'path': 'b'} | not valid JSON: Duplicate Object property \"path\"",
        "{path: 1} | not valid JSON: Unexpected character ('p' (code 112)): was expecting double-quote",
      })
  void answersWrongArguments(String arguments, String expected) throws InterruptedException {
    assertThat(caller.failed("probe", arguments)).contains(expected);
  }

  @Test
  void namesPlaceAndSchemaInAnAnswer() throws InterruptedException {
    assertThat(caller.failed("probe", "{'path': 'a',\n 'limit'}")).contains("(line 2, column 9)");
    assertThat(caller.failed("probe", "{'path': 1}")).contains("Schema: {\"type\":\"object\"");
  }

  @Test
  void namesTheToolsThatThereAre() throws InterruptedException {
    assertThat(caller.failed("prob", "{}")).isEqualTo("There is no tool \"prob\". Tools: probe.");
  }

  @Test
  void givesCheckedArgumentsToTheTool() throws InterruptedException {
    assertThat(caller.returned("probe", "{'path': 'a', 'limit': 3}"))
        .isEqualTo("{\"path\":\"a\",\"limit\":3}");
  }

  @Test
  void refusesDeepAndLongArgumentsAsAnAnswer() throws InterruptedException {
    assertThat(caller.failed("probe", "[".repeat(5_000))).contains("not valid JSON");
    String most = "x".repeat(ToolLimits.STANDARD.argumentChars());
    assertThat(caller.failed("probe", most + "x")).contains("at most 4194304 are taken");
  }

  @Test
  void leavesASchemaOpenThatSaysSo() throws InterruptedException {
    String open = "{'type': 'object', 'additionalProperties': true}".replace('\'', '"');
    Caller calls = Caller.of(new Doing("probe", open, a -> new Tool.Outcome.Returned("ok")));
    assertThat(calls.returned("probe", "{'any': 1}")).isEqualTo("ok");
  }

  @Test
  void answersThatASchemaIsUnusable() throws InterruptedException {
    String broken =
        "{'type': 'object', 'properties': {'a': {'$ref': '#/nowhere'}}}".replace('\'', '"');
    Caller calls = Caller.of(new Doing("probe", broken, a -> new Tool.Outcome.Returned("ok")));
    assertThat(calls.failed("probe", "{'a': 1}")).contains("Reference /nowhere cannot be resolved");
  }

  @Test
  void asksTheSchemaWhetherNothingIsEnough() throws InterruptedException {
    String some = "{'type': 'object', 'minProperties': 1}".replace('\'', '"');
    Caller calls = Caller.of(new Doing("probe", some, a -> new Tool.Outcome.Returned("ok")));
    assertThat(calls.failed("probe", "{}")).contains("at least 1 properties");
  }

  @Test
  void answersAnExceptionByItsMessage() throws InterruptedException {
    assertThat(thrown(new IOException("disk on fire"))).isEqualTo("disk on fire");
    assertThat(thrown(new IllegalStateException("no such luck"))).isEqualTo("no such luck");
    assertThat(thrown(new UnsupportedOperationException()))
        .isEqualTo("UnsupportedOperationException");
    assertThat(thrown(new SocketTimeoutException("too slow"))).isEqualTo("too slow");
    assertThat(thrown(new AccessDeniedException("a.txt")))
        .isEqualTo("AccessDeniedException: a.txt");
  }

  private static String thrown(Exception e) throws InterruptedException {
    return Caller.of(
            doing(a -> {
              throw e;
            }))
        .failed("probe", "{}");
  }

  @Test
  void letsAnInterruptThrough() {
    for (Exception e : List.of(new InterruptedException(), new ClosedByInterruptException())) {
      Caller calls =
          Caller.of(
              doing(a -> {
                throw e;
              }));
      assertThatThrownBy(() -> calls.call("probe", "{}")).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void cutsALongResultAndSaysHowMuch() throws InterruptedException {
    String text = "x".repeat((1 << 18) - 1) + "\uD83D\uDE00" + "y".repeat(10);
    String cut = Caller.of(doing(a -> new Tool.Outcome.Returned(text))).returned("probe", "{}");
    assertThat(cut)
        .startsWith("x".repeat((1 << 18) - 1) + "\n[cut: 12 of 262155 characters left out]");
    assertThat(Caller.of(doing(a -> new Tool.Outcome.Failed(text))).failed("probe", "{}"))
        .endsWith("characters left out]");
  }

  @Test
  void givesSpecsInItsOwnOrder() {
    Toolbox box =
        Toolbox.of(
            List.of(
                new CurrentTime(),
                new Sleep(ToolLimits.STANDARD.longestSleep()),
                doing(a -> new Tool.Outcome.Failed(""))));
    assertThat(
            new ToolChoice(List.of("probe", "nothing", "current_time"), List.of(), List.of())
                .of(box.specs()))
        .extracting(Tool.Spec::name)
        .containsExactly("current_time", "probe");
    assertThat(box.spec("sleep"))
        .get()
        .extracting(Tool.Spec::policy)
        .isEqualTo(ToolPolicy.IDEMPOTENT);
    assertThat(box.specs()).hasSize(3);
    assertThat(box.spec("nothing")).isEmpty();
  }

  @Test
  void hasToolsThatComeAndGo() throws InterruptedException {
    AtomicReference<List<Tool>> there = new AtomicReference<>(List.of());
    Toolbox box = Toolbox.of(List.of(new CurrentTime())).with(there::get);
    assertThat(box.specs()).hasSize(1);
    there.set(List.of(doing(a -> new Tool.Outcome.Returned("here")), new CurrentTime()));
    assertThat(box.specs()).extracting(Tool.Spec::name).containsExactly("current_time", "probe");
    assertThat(box.call("probe", "{}", Caller.CONTEXT))
        .isEqualTo(new Tool.Outcome.Returned("here"));
    there.set(List.of());
    assertThat(new Caller(box).failed("probe", "{}")).contains("There is no tool \"probe\"");
  }

  @Test
  void refusesToolsOfOneNameAndBadNames() {
    assertThatThrownBy(() -> Toolbox.of(List.of(new CurrentTime(), new CurrentTime())))
        .hasMessage("there are two tools \"current_time\"");
    assertThatThrownBy(
            () -> Caller.of(new Doing("Bad.Name", "{}", a -> new Tool.Outcome.Failed(""))))
        .hasMessageContaining("\"Bad.Name\"");
  }
}
