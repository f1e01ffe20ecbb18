package dev.reveille.tools.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import dev.reveille.tools.BuiltIns;
import dev.reveille.tools.Permissions;
import dev.reveille.tools.ToolLimits;
import dev.reveille.tools.Toolbox;
import dev.reveille.tools.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The definitions that come with Reveille. */
class ReadyDefinitionsTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @Test
  void areInForceAndUseToolsThatExist() throws IOException {
    Path folder = Path.of("../agents");
    Definitions ready = Definitions.load(folder, Map.of(), CLOCK);
    assertThat(ready.problems()).isEmpty();
    assertThat(ready.list())
        .extracting(Definition::name)
        .containsExactly("d", "reviewer", "scribe");
    Toolbox box =
        Toolbox.of(
            BuiltIns.tools(
                Workspace.at(folder),
                ToolLimits.STANDARD,
                CLOCK,
                n -> List.of(),
                Permissions.WRITE));
    for (Definition definition : ready.list()) {
      assertThat(definition.models()).isEmpty();
      assertThat(definition.systemPrompt()).contains("How you report:").doesNotContain("{{");
      List<String> tools = definition.tools().orElseThrow();
      assertThat(new ToolChoice(tools, List.of(), List.of()).of(box.specs()))
          .extracting(Tool.Spec::name)
          .containsExactlyInAnyOrderElementsOf(tools);
    }
  }
}
