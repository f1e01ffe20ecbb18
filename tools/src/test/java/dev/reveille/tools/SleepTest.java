package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Tool.Outcome;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SleepTest {
  private final Caller caller = Caller.of(new Sleep(ToolLimits.STANDARD.longestSleep()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'seconds': 0}                                       | 2026-11-22T19:30:00.123456Z    | ``",
        "{'seconds': 90, 'reason': 'tea'}                     | 2026-11-22T19:31:30.123456Z    | tea",
        "{'seconds': 0.5}                                     | 2026-11-22T19:30:00.623456Z    | ``",
        "{'seconds': 0.0000000001}                            | 2026-11-22T19:30:00.123456001Z | ``",
        "{'seconds': 1e-400}                                  | 2026-11-22T19:30:00.123456Z    | ``",
        "{'until': '2026-11-23T07:00:00+01:00'}               | 2026-11-23T06:00:00Z           | ``",
        "{'until': '2020-01-01T00:00:00Z', 'reason': 'past'}  | 2020-01-01T00:00:00Z           | past",
      })
  void suspends(String arguments, Instant until, String reason) throws InterruptedException {
    assertThat(caller.call("sleep", arguments)).isEqualTo(new Outcome.Suspended(until, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                | got neither",
        "{'reason': 'tired'}                               | got neither",
        "{'seconds': 1, 'until': '2026-11-23T07:00:00Z'}   | got both",
        "{'seconds': -1}                                   | /seconds: must have a minimum value of 0",
        "{'seconds': '5'}                                  | /seconds: string found, number expected",
        "{'seconds': 1e300}                                | at most 3660 days",
        "{'seconds': 1e999}                                | /seconds: unknown found, number expected",
        "{'until': '+999999999-12-31T23:59:59Z'}           | at most 3660 days",
        "{'until': 'tomorrow'}                             | not an RFC 3339 instant such as",
        "{'until': '2026-11-23T07:00:00'}                  | It is now 2026-11-22T19:30:00.123456Z",
        "{'minutes': 5}                                    | there is no argument \"minutes\"",
      })
  void answersWhatItCannotDo(String arguments, String expected) throws InterruptedException {
    assertThat(caller.failed("sleep", arguments)).contains(expected);
  }
}
