package dev.reveille.server.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.server.config.ConfigException;
import dev.reveille.server.migrate.Migration.Fate;
import dev.reveille.tools.definitions.Definition;
import dev.reveille.tools.definitions.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AiWhispererTest {
  private static final String AGENTS =
      """
      agents:
        D:
          name: Debbie the Debugger
          role: debugging_assistant
          description: >
            Finds bugs
            and says so.
          tool_tags: [analysis]
          prompt_file: agent_debbie
          context_sources: [workspace]
          color: "#DC2626"
          icon: "🐛"
          tool_sets: [readonly_filesystem, core_agent_communication, documenter]
          allow_tools: [execute_command, python_executor]
          deny_tools: [write_file]
          continuation_config: {require_explicit_signal: true, max_iterations: 8, timeout: 600}
          ai_config:
            model: openai/gpt-4o
            provider: openrouter
            generation_params: {temperature: 0.5, max_tokens: 4096, seed: 1}
        e:
          name: Eamonn the Executioner
          prompt_file: missing.prompt.md
          capabilities: [x]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void checkout() throws IOException {
    Files.createDirectories(folder.resolve("there/config/agents"));
    Files.createDirectories(folder.resolve("there/prompts/agents"));
    Files.writeString(folder.resolve("there/config/agents/agents.yaml"), AGENTS);
    Files.writeString(
        folder.resolve("there/prompts/agents/agent_debbie.prompt.md"),
        "You are Debbie. {{{tools}}}\n---\nBe kind.\n");
  }

  private Migration read() throws IOException {
    return AiWhisperer.read(folder.resolve("there"), InstantSource.system());
  }

  @Test
  void aServerTakesWhatIsMade() throws IOException {
    Migration migration = read();
    assertThat(migration.problems()).isEmpty();
    Path out = folder.resolve("agents");
    assertThat(migration.write(out, false))
        .extracting(Migration.Written::outcome)
        .containsOnly(Migration.Outcome.WRITTEN);
    Definitions definitions = Definitions.load(out, Map.of(), InstantSource.system());
    assertThat(definitions.problems()).isEmpty();
    Definition d = definitions.get("d").orElseThrow();
    assertThat(d.description()).isEqualTo("Debbie the Debugger: Finds bugs and says so.");
    assertThat(d.models()).containsExactly("openrouter:openai/gpt-4o");
    assertThat(d.tools().orElseThrow())
        .containsExactly(
            "read_file",
            "list_directory",
            "search_files",
            "send_mail",
            "list_mail",
            "read_mail",
            "reply_mail",
            "ask_agent",
            "sleep",
            "run_command");
    assertThat(d.denyTools()).containsExactly("write_file");
    assertThat(d.settings().temperature()).isEqualTo(0.5);
    assertThat(d.config().toString())
        .isEqualTo("{\"continuation\":true,\"maxSteps\":8,\"taskTimeoutSeconds\":600}");
    assertThat(d.systemPrompt()).isEqualTo("You are Debbie. {{{tools}}}\n---\nBe kind.");
    assertThat(definitions.get("e").orElseThrow().systemPrompt()).isEqualTo("You are e.");
  }

  @Test
  void everyFieldHasItsFate() throws IOException {
    List<Fate> fates = read().agents().getFirst().fates();
    assertThat(fates)
        .extracting(Fate::field)
        .containsExactly(
            "name",
            "role",
            "description",
            "tool_tags",
            "prompt_file",
            "context_sources",
            "color",
            "icon",
            "tool_sets.readonly_filesystem",
            "tool_sets.core_agent_communication",
            "tool_sets.documenter",
            "allow_tools.execute_command",
            "allow_tools.python_executor",
            "deny_tools.write_file",
            "continuation_config.require_explicit_signal",
            "continuation_config.max_iterations",
            "continuation_config.timeout",
            "ai_config.model",
            "ai_config.provider",
            "ai_config.generation_params.temperature",
            "ai_config.generation_params.max_tokens",
            "ai_config.generation_params.seed");
    assertThat(read().agents().getLast().fates())
        .anySatisfy(fate -> {
          assertThat(fate.field()).isEqualTo("prompt_file");
          assertThat(fate.kind()).isEqualTo(Fate.Kind.LEFT);
          assertThat(fate.what()).contains("missing.prompt.md");
        });
  }

  @Test
  void noFileIsOverwrittenUnlessItIsWanted() throws IOException {
    Path out = Files.createDirectories(folder.resolve("agents"));
    Path mine = Files.writeString(out.resolve("d.md"), "mine");
    List<Migration.Written> written = read().write(out, false);
    assertThat(written)
        .extracting(Migration.Written::outcome)
        .containsExactly(Migration.Outcome.KEPT, Migration.Outcome.WRITTEN);
    assertThat(mine).hasContent("mine");
    assertThat(read().text(written)).contains("--force overwrites it");
    assertThat(read().write(out, true))
        .extracting(Migration.Written::outcome)
        .containsExactly(Migration.Outcome.WRITTEN, Migration.Outcome.SAME);
    assertThat(Files.readString(mine)).startsWith("---\nname: \"d\"\n");
  }

  @Test
  void whatIsNoCheckoutIsSaidToBeNone() {
    assertThatThrownBy(() -> AiWhisperer.read(folder, InstantSource.system()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config/agents/agents.yaml");
  }

  @Test
  void promptsOutsideOfTheCheckoutAreNotRead() throws IOException {
    Files.writeString(folder.resolve("secret.md"), "secret");
    Files.writeString(
        folder.resolve("there/config/agents/agents.yaml"),
        "agents: {d: {name: D, prompt_file: ../../secret.md}}");
    assertThat(read().agents().getFirst().text()).doesNotContain("secret\n").contains("You are d.");
  }
}
