package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolLimitsTest {
  @Test
  void setsSomeAnew() {
    ToolLimits limits =
        ToolLimits.STANDARD.with(
            Json.object(
                """
                {"readLines": 7, "searchTime": 2.5, "longestSleep": "PT1H", "health": {"diskPercent": 80}}
                """));
    assertThat(limits.readLines()).isEqualTo(7);
    assertThat(limits.searchTime()).isEqualTo(Duration.ofMillis(2500));
    assertThat(limits.longestSleep()).isEqualTo(Duration.ofHours(1));
    assertThat(limits.health()).isEqualTo(new HealthThresholds(90, 2, 90, 90, 80));
    assertThat(limits.readBytes()).isEqualTo(ToolLimits.STANDARD.readBytes());
    assertThat(ToolLimits.STANDARD.with(Json.object("{}"))).isEqualTo(ToolLimits.STANDARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"readLine\": 7}",
        "{\"readLines\": 0}",
        "{\"readLines\": \"many\"}",
        "{\"readLines\": null}",
        "{\"searchTime\": 0}",
        "{\"health\": {\"disk\": 80}}",
        "{\"health\": {\"diskPercent\": -1}}",
      })
  void refusesUnknownNamesAndValuesOutOfRange(String changes) {
    assertThatThrownBy(() -> ToolLimits.STANDARD.with(Json.object(changes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit")
        .hasMessageNotContainingAny("dev.reveille", "Unrecognized");
  }
}
