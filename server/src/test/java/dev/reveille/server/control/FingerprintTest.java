package dev.reveille.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.tools.Toolbox;
import dev.reveille.tools.definitions.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By it servers tell whether they have the same definitions. */
class FingerprintTest {
  @TempDir private Path folder;

  private String fingerprint(String server, String prompt) throws IOException {
    Path files = Files.createDirectory(folder.resolve(server));
    for (String name : List.of("b", "a")) {
      Files.writeString(
          files.resolve(name + ".md"),
          """
          ---
          name: %s
          description: Looks after the machine
          models: [openai/gpt-5, rehearsal]
          tools: [system_health, sleep, current_time]
          denyTools: ["mcp_*", run_command]
          config: {maxConcurrentTasks: 2, timezone: Europe/Berlin}
          ---
          %s
          """
              .formatted(name, prompt));
    }
    Definitions definitions = Definitions.load(files, Map.of(), InstantSource.system());
    assertThat(definitions.problems()).isEmpty();
    assertThat(definitions.list()).hasSize(2);
    return new DefinitionCatalog(definitions, Toolbox.of(List.of())).fingerprint();
  }

  /** A constant: each process must come to the same. */
  @Test
  void isTheSameInAllProcessesWhereverTheFolderIs() throws IOException {
    assertThat(fingerprint("one", "You help.")).isEqualTo("c0809d3c");
    assertThat(fingerprint("two", "You help.")).isEqualTo(fingerprint("three", "You help."));
  }

  @Test
  void isAnotherForAnotherPrompt() throws IOException {
    assertThat(fingerprint("one", "You help.")).isNotEqualTo(fingerprint("two", "You help!"));
  }
}
