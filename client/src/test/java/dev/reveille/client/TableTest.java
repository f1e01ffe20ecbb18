package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a table gives up, and in which order, where a terminal is narrow. */
class TableTest {
  private static final List<JsonNode> ROWS =
      List.of(
          Json.parse(
              "{\"task\": \"žofie.計画-watcher/12\", \"agent\": \"žofie.計画-watcher\","
                  + " \"state\": \"succeeded\", \"origin\": \"schedule:poll@noon\","
                  + " \"said\": \"all that was found is fine\"}"));

  private static String shown(int width) {
    return new Table()
        .with("task")
        .with("agent")
        .minor()
        .state("state")
        .with("origin")
        .minor()
        .with("said")
        .render(ROWS, "", new Look(false, width, Run.NOW));
  }

  @Test
  void whereThereIsRoomAllIsShown() {
    assertThat(shown(Look.ENDLESS).lines())
        .containsExactly(
            "TASK                   AGENT               STATE      ORIGIN              SAID",
            "žofie.計画-watcher/12  žofie.計画-watcher  succeeded  schedule:poll@noon"
                + "  all that was found is fine");
  }

  @Test
  void minorColumnsGoFirstAndTheNameLast() {
    assertThat(shown(65).lines())
        .containsExactly(
            "TASK                   AGENT           STATE      SAID",
            "žofie.計画-watcher/12  žofie.計画-wa…  succeeded  all that was f…");
    assertThat(shown(50).lines())
        .containsExactly(
            "TASK                   STATE      SAID",
            "žofie.計画-watcher/12  succeeded  all that was fo…");
    assertThat(shown(30).lines())
        .containsExactly("TASK        STATE     SAID", "žofie.計…   succeed…  all tha…");
  }
}
