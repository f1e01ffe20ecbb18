package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrentTimeTest {
  private final Caller caller = Caller.of(new CurrentTime());

  @ParameterizedTest
  @CsvSource({
    "{},                            2026-11-22T19:30:00.123Z",
    "'',                            2026-11-22T19:30:00.123Z",
    "{\"timezone\": \"UTC\"},           2026-11-22T19:30:00.123Z",
    "{\"timezone\": \"Europe/Berlin\"}, 2026-11-22T20:30:00.123+01:00",
    "{\"timezone\": \"Asia/Kolkata\"},  2026-11-23T01:00:00.123+05:30",
  })
  void tellsTheTimeOfTheCall(String arguments, String expected) throws InterruptedException {
    assertThat(caller.returned("current_time", arguments)).isEqualTo(expected);
  }

  @Test
  void answersAnUnknownZone() throws InterruptedException {
    assertThat(caller.failed("current_time", "{'timezone': 'Mars/Base'}"))
        .contains("no time zone \"Mars/Base\"", "Europe/Berlin");
  }
}
