package dev.reveille.tools.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-22T19:30:00Z");

  private Definitions load(Map<String, String> variables) {
    return Definitions.load(folder, variables, () -> now);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private void later() {
    now = now.plus(Definitions.LOOK_EVERY);
  }

  private static String simple(String name, String prompt) {
    return "---\nname: " + name + "\ndescription: test\n---\n" + prompt + "\n";
  }

  @Test
  void readsEverything() throws IOException {
    write(
        "watch.md",
        """
        ---
        name: watch
        description: Looks after the machine
        model: openai/gpt-5
        tools: [system_health, sleep]
        config:
          maxConcurrentTasks: 2
          retry: {initialSeconds: 1.5}
          timezone: Europe/Berlin
        include: [shared/tone.md]
        variables:
          host: box
          limit: 90
        ---

        You watch {{host}}.
        Limit: {{ limit }} %. Literal: \\{{host}}.
        """);
    write("shared/tone.md", "Be brief on {{host}}.\n");
    write("README.md", "not a definition");
    write("notes.txt", "nor this");
    Definitions definitions = load(Map.of("host", "{{limit}}", "unused", "x"));
    assertThat(definitions.problems()).isEmpty();
    assertThat(definitions.list()).hasSize(1);
    Definition watch = definitions.get("watch").orElseThrow();
    assertThat(watch.description()).isEqualTo("Looks after the machine");
    assertThat(watch.models()).containsExactly("openai/gpt-5");
    assertThat(watch.tools()).contains(List.of("system_health", "sleep"));
    assertThat(watch.config().toString())
        .isEqualTo(
            "{\"maxConcurrentTasks\":2,\"retry\":{\"initialSeconds\":1.5},"
                + "\"timezone\":\"Europe/Berlin\"}");
    assertThat(watch.systemPrompt())
        .isEqualTo(
            "You watch {{limit}}.\nLimit: 90 %. Literal: {{host}}.\n\nBe brief on {{limit}}.");
    assertThat(watch.source()).isEqualTo("watch.md");
  }

  @Test
  void canBeShort() throws IOException {
    write("s.md", "\uFEFF---\r\nname: s\r\ndescription: d\r\n---\r\nDo it.\r\n");
    Definition definition = load(Map.of()).get("s").orElseThrow();
    assertThat(definition.models()).isEmpty();
    assertThat(definition.tools()).isEmpty();
    assertThat(definition.config().isEmpty()).isTrue();
    assertThat(definition.systemPrompt()).isEqualTo("Do it.");
    assertThat(definition.forEngine())
        .isEqualTo(new dev.reveille.engine.Definitions.Definition("s", "d", "Do it.", null, null));
  }

  @Test
  void takesModelAndToolsFromConfigToo() throws IOException {
    write("c.md", "---\nname: c\ndescription: d\nconfig: {model: m, tools: [a, a, b]}\n---\nx\n");
    Definition definition = load(Map.of()).get("c").orElseThrow();
    assertThat(definition.models()).containsExactly("m");
    assertThat(definition.tools()).contains(List.of("a", "b"));
  }

  @Test
  void takesSeveralModelsAndTheirSettings() throws IOException {
    write(
        "m.md",
        "---\nname: m\ndescription: d\nmodels: [a, b]\n"
            + "settings: {temperature: 0.5, reasoningEffort: low, idleSeconds: 1.5}\n---\nx\n");
    Definition definition = load(Map.of()).get("m").orElseThrow();
    assertThat(definition.models()).containsExactly("a", "b");
    assertThat(definition.forEngine().settings())
        .isEqualTo(
            new ModelSettings(
                0.5, null, null, ModelSettings.Effort.LOW, null, Duration.ofMillis(1_500), null));
  }

  @Test
  void doesNotTakeBothModelAndModels() throws IOException {
    write("m.md", "---\nname: m\ndescription: d\nmodels: [a]\nmodel: b\n---\nx\n");
    assertThat(load(Map.of()).problems().toString())
        .contains("m.md:4: \"models\" and \"model\" are both given; keep one");
  }

  @Test
  void doesNotChangeByItsConfig() throws IOException {
    write("s.md", simple("s", "x"));
    Definition definition = load(Map.of()).get("s").orElseThrow();
    definition.config().put("queueLimit", 1);
    assertThat(definition.config().isEmpty()).isTrue();
  }

  @Test
  void seesChangesAtMostOnceASecond() throws IOException {
    write("a.md", simple("a", "one"));
    Definitions definitions = load(Map.of());
    write("a.md", simple("a", "second"));
    now = now.plus(Definitions.LOOK_EVERY.minusMillis(1));
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("one");
    now = now.plusMillis(1);
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("second");
  }

  @Test
  void seesFilesComeAndGo() throws IOException {
    Definitions definitions = load(Map.of());
    assertThat(definitions.list()).isEmpty();
    write("b.md", simple("b", "b"));
    write("a.md", simple("a", "a"));
    later();
    assertThat(definitions.list()).extracting(Definition::name).containsExactly("a", "b");
    Files.delete(folder.resolve("a.md"));
    later();
    assertThat(definitions.list()).extracting(Definition::name).containsExactly("b");
    assertThat(definitions.problems()).isEmpty();
  }

  @Test
  void seesAnIncludeChangeAndAppear() throws IOException {
    write("a.md", "---\nname: a\ndescription: d\ninclude: [shared/x.md]\n---\nBody.\n");
    Definitions definitions = load(Map.of());
    assertThat(definitions.list()).isEmpty();
    assertThat(definitions.problems()).hasSize(1);
    write("shared/x.md", "First.");
    later();
    assertThat(definitions.problems()).isEmpty();
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("Body.\n\nFirst.");
    write("shared/x.md", "Second.");
    later();
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("Body.\n\nSecond.");
  }

  @Test
  void keepsTheLastGoodVersionOfABrokenFile() throws IOException {
    write("a.md", simple("a", "good"));
    write("b.md", simple("b", "good"));
    Definitions definitions = load(Map.of());
    write("a.md", simple("a", "bad {{unknown}}"));
    write("b.md", simple("b", "better"));
    later();
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("good");
    assertThat(definitions.get("b").orElseThrow().systemPrompt()).isEqualTo("better");
    assertThat(definitions.problems()).hasSize(1);
    assertThat(definitions.problems().getFirst().toString())
        .startsWith("a.md:5: unknown variable {{unknown}}");
    later();
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("good");
    write("a.md", simple("a", "good again"));
    later();
    assertThat(definitions.get("a").orElseThrow().systemPrompt()).isEqualTo("good again");
    assertThat(definitions.problems()).isEmpty();
  }

  @Test
  void keepsOneOfTwoWithTheSameName() throws IOException {
    write("a.md", simple("same", "of a"));
    write("b.md", simple("same", "of b"));
    Definitions definitions = load(Map.of());
    assertThat(definitions.get("same").orElseThrow().systemPrompt()).isEqualTo("of a");
    assertThat(definitions.problems())
        .containsExactly(new Problem("b.md", 0, "\"same\" is defined in a.md already"));
  }

  @Test
  void aMissingFolderIsAProblemUntilItIsThere() throws IOException {
    Path missing = folder.resolve("agents");
    Definitions definitions = Definitions.load(missing, Map.of(), () -> now);
    assertThat(definitions.list()).isEmpty();
    assertThat(definitions.problems().getFirst().reason()).contains("cannot be read");
    write("agents/a.md", simple("a", "x"));
    later();
    assertThat(definitions.list()).hasSize(1);
    assertThat(definitions.problems()).isEmpty();
    Files.move(missing, folder.resolve("away"));
    later();
    assertThat(definitions.list()).hasSize(1);
    assertThat(definitions.problems()).hasSize(1);
  }

  @Test
  void doesNotReadAgainWhatDidNotChange() throws IOException {
    write("a.md", simple("a", "x"));
    Definitions definitions = load(Map.of());
    Definition first = definitions.get("a").orElseThrow();
    now = now.plus(Duration.ofHours(1));
    assertThat(definitions.get("a").orElseThrow()).isSameAs(first);
  }
}
