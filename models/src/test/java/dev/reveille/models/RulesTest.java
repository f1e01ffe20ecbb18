package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ToolCall;
import dev.reveille.engine.Model.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final String RULES =
      """
      # what the watcher does
      rules:
        - when: {prompt: "check health"}
          then:
            - CALL system_health {}
            - "SAY all fine: {{result}}"
        - when:
            prompt: health
            result: "/disk (9[0-9]|100)%/"
          then: ["THINK that is much", "SAY disk is full: {{result}}"]
        - when: {prompt: "/^re+view/"}
          then: [SAY reviewed]
      """;

  private static final Message ASKED = new Message.User("please check health");
  private static final Message CALLED =
      new Message.Assistant("", List.of(new ToolCall("call_1", "system_health", "{}")));

  @TempDir Path folder;

  @Test
  void answerAPromptStepByStep() throws Exception {
    assertThat(play(ASKED).calls()).extracting(ToolCall::tool).containsExactly("system_health");
    assertThat(play(ASKED, CALLED, result("disk 10%")).text()).isEqualTo("all fine: disk 10%");
    assertThat(play(new Message.User("reeeview it")).text()).isEqualTo("reviewed");
    assertThat(play(new Message.User("a review")).text()).isEqualTo("Rehearsed: a review");
  }

  @Test
  void answerAToolResultFromThereOn() throws Exception {
    var reply = play(ASKED, CALLED, result("disk 97%"), result("cpu 3%"));
    assertThat(reply.text()).isEqualTo("disk is full: cpu 3%");
    assertThat(reply.reasoning()).isEqualTo("that is much");
    assertThat(play(new Message.User("other"), CALLED, result("disk 97%")).text())
        .isEqualTo("Rehearsed: other");
  }

  @Test
  void giveWayToAScriptInThePrompt() throws Exception {
    var scripted = new Message.User("check health\nCALL system_health\nSAY as scripted");
    assertThat(play(scripted, CALLED, result("disk 97%")).text()).isEqualTo("as scripted");
  }

  @Test
  void aFileMayBeEmpty() throws Exception {
    assertThat(RulesFile.read(write("# none yet\n")).isEmpty()).isTrue();
    assertThat(RulesFile.read(write("rules: []\n")).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rulez: []                                              | :1: unknown key rulez; known are rules",
        "rules: 7                                               | :1: rules is not a list",
        "[]                                                     | :1: keys are wanted here: rules",
        "{}                                                     | :1: rules is missing",
        "rules:\\n- then: [SAY x]                               | :2: when is missing",
        "rules:\\n- when: {}\\n  then: [SAY x]                  | :2: when needs prompt, result or both",
        "rules:\\n- when: {prompt: a}\\n  thn: [SAY x]          | :3: unknown key thn; known are then, when",
        "rules:\\n- when: {promt: a}\\n  then: [SAY x]          | :2: unknown key promt; known are prompt, result",
        "rules:\\n- when: {prompt: [a]}\\n  then: [SAY x]       | :2: prompt is not a text",
        "rules:\\n- when: {prompt: /(/}\\n  then: [SAY x]       | :2: prompt is not a regular expression: Unclosed group",
        "rules:\\n- when: {prompt: a}\\n  then: []              | :3: then needs at least one step",
        "rules:\\n- when: {prompt: a}\\n  then:\\n  - SHOUT x   | :4: \"SHOUT x\" is no step",
        "rules:\\n- when: {prompt: a}\\n  then:\\n  - WAIT long | :4: WAIT takes a time",
        "rules:\\n- when: {prompt: a}\\n  then:\\n  - AND x {}  | :4: AND stands without a CALL",
        "rules:\\n- when: {prompt: a                            | :2: is not YAML",
      })
  void aBrokenFileIsNamedWithLineAndReason(String text, String message) throws Exception {
    Path file = write(text.replace("\\n", "\n"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RulesFile.read(file))
        .withMessageContaining(file + message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.yaml");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RulesFile.read(file))
        .withMessageStartingWith(file + ": cannot be read");
  }

  private static Message result(String text) {
    return new Message.ToolResult("call_1", "system_health", text, false);
  }

  private ModelReply play(Message... messages) throws Exception {
    return new RehearsalModel(RulesFile.read(write(RULES))).call(Requests.of(messages), Sink.NONE);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), text);
  }
}
