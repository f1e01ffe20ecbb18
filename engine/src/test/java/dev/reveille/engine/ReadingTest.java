package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read in the text of a reply. */
class ReadingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"n": 7}                                | {"n":7}
          [1, 2]                                  | [1,2]
          ' \t {"n": 7}  '                        | {"n":7}
          The answer is {"n": 7}                  | {"n":7}
          'Here:~```json~{"n": 7}~```~That is it' | {"n":7}
          'Here:~```~[1]~```~'                    | [1]
          {"n": 7} and no more                    | -
          '{"n": '                                | -
          seven                                   | -
          7                                       | -
          "seven"                                 | -
          ' '                                     | -
          'Look: ```json'                         | -
          'Look: ```json~{"n": 7}'                | {"n":7}
          """)
  void jsonIsFoundWhereModelsPutIt(String text, String json) {
    String found =
        Reading.json(text.replace('~', '\n')).map(Json.MAPPER::writeValueAsString).orElse("-");
    assertThat(found).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"continuation": {"status": "CONTINUE"}}                         | true
          {"continuation": {"status": "continue", "reason": "more"}}       | true
          I have half of it. {"continuation": {"status": "CONTINUE"}}      | true
          'Half.~```json~{"continuation": {"status": "CONTINUE"}}~```~'    | true
          {"continuation": {"status": "TERMINATE"}}                        | false
          {"continuation": "CONTINUE"}                                     | false
          {"continuation": {"status": "CONTINUE"                           | false
          "continuation" and CONTINUE                                      | false
          {"status": "CONTINUE"}                                           | false
          CONTINUE                                                         | false
          """)
  void whoeverAsksToGoOnDoesItByTheProtocol(String text, boolean goesOn) {
    assertThat(Reading.asksToGoOn(text.replace('~', '\n'))).isEqualTo(goesOn);
  }

  @Test
  void ofManyProblemsTheFirstAreShown() {
    Schemas strict = (schema, value) -> List.of("1", "2", "3", "4", "5", "6", "7");
    Reading.Structured read = Reading.structured("{}", "{}", strict);
    assertThat(read).isEqualTo(new Reading.Structured(null, "1; 2; 3; 4; 5"));
    assertThat(Reading.structured("x", "{}", strict).problem()).isEqualTo("it is not JSON");
  }
}
