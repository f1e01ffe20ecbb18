package dev.reveille.tools.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reveille.tools.KnownTools;
import dev.reveille.tools.Toolbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken file beside a good one, which must stay. */
class BrokenDefinitionsTest {
  private static final String HEAD = "---\nname: x\ndescription: d\n";

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void files() throws IOException {
    folder = temp.resolve("agents");
    Files.createDirectories(folder.resolve("shared"));
    Files.writeString(folder.resolve("good.md"), "---\nname: good\ndescription: d\n---\nGood.\n");
    Files.writeString(temp.resolve("secret.md"), "secret");
    part("plain.md", "Plain.");
    part("loop1.md", "---\ninclude: [shared/loop2.md]\n---\none");
    part("loop2.md", "---\ninclude:\n  - shared/plain.md\n  - shared/loop1.md\n---\ntwo");
    part("back.md", "---\ninclude: [broken.md]\n---\nback");
    part("named.md", "---\nname: part\n---\nnamed");
    part("variable.md", "---\ninclude: []\n---\n\nfine\n{{missing}}\n");
    part("bare.md", "\n\n{{missing}}\n");
    for (int i = 1; i <= 6; i++) {
      part("deep" + i + ".md", "---\ninclude: [shared/deep" + (i + 1) + ".md]\n---\n" + i);
    }
    Files.createSymbolicLink(folder.resolve("shared/link.md"), temp.resolve("secret.md"));
  }

  private void part(String name, String text) throws IOException {
    Files.writeString(folder.resolve("shared").resolve(name), text);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
            arguments("", 1, "must start with front matter"),
            arguments("You are x.\n", 1, "must start with front matter"),
            arguments("---\nname: x\n", 1, "not closed"),
            arguments("---\n---\nx\n", 1, "required property"),
            arguments("---\nname: x\n---\nx\n", 1, "required property 'description' not found"),
            arguments("---\n- a\n- b\n---\nx\n", 2, "\"key: value\""),
            arguments(
                "---\nname: x\ndescription: d\ntool: [a]\n---\nx\n", 4, "unknown key \"tool\""),
            arguments(
                HEAD + "config:\n  maxSteps: 3\n  maxStep: 4\n---\nx\n",
                6,
                "unknown key \"config/maxStep\""),
            arguments(
                HEAD + "config:\n  retry:\n    factor: 2\n    jitter: 1\n---\nx\n",
                7,
                "unknown key \"config/retry/jitter\""),
            arguments(
                HEAD + "config:\n  maxSteps: many\n---\nx\n",
                5,
                "\"config/maxSteps\": string found, integer expected"),
            arguments(
                HEAD + "config:\n  maxSteps: 0\n---\nx\n", 5, "must have a minimum value of 1"),
            arguments(
                HEAD + "config:\n  wakeOnPriority: highest\n---\nx\n",
                5,
                "does not have a value in the enumeration"),
            arguments(
                HEAD + "config:\n  timezone: Mars/Base\n---\nx\n",
                5,
                "there is no time zone \"Mars/Base\""),
            arguments(
                HEAD + "model: a\nconfig:\n  model: b\n---\nx\n", 6, "\"model\" is given twice"),
            arguments(
                HEAD + "tools: read_file\n---\nx\n", 4, "\"tools\": string found, array expected"),
            arguments(
                HEAD + "tools:\n  - read_file\n  - 7\n---\nx\n",
                6,
                "\"tools/1\": integer found, string expected"),
            arguments(
                "---\nname: bad name\ndescription: d\n---\nx\n", 2, "\"name\": does not match"),
            arguments("---\ndescription: d\nname: 7\n---\nx\n", 3, "\"name\": integer found"),
            arguments(HEAD + "name: y\n---\nx\n", 4, "Duplicate Object property \"name\""),
            arguments(HEAD + "tools: [a\n---\nx\n", 5, "while parsing a flow sequence"),
            arguments(HEAD + "config:\n\tmaxSteps: 1\n---\nx\n", 5, "cannot start any token"),
            arguments("---\nname: &n x\ndescription: *n\n---\nx\n", 3, "YAML aliases"),
            arguments(HEAD + "variables: {a: [1]}\n---\nx\n", 4, "\"variables/a\": array found"),
            arguments(HEAD + "---\n\n\n", 0, "no system prompt"),
            arguments(
                HEAD + "---\n\nLine 6\nLine 7 {{oops}} {{more}}\n", 7, "unknown variable {{oops}}"),
            arguments(
                HEAD + "include: [shared/none.md]\n---\nx\n",
                4,
                "\"shared/none.md\" is not in the agents folder"),
            arguments(
                HEAD + "include:\n  - shared/plain.md\n  - ../secret.md\n---\nx\n",
                6,
                "\"../secret.md\" is not in"),
            arguments(HEAD + "include: [/etc/passwd]\n---\nx\n", 4, "is not in the agents folder"),
            arguments(
                HEAD + "include: [shared/link.md]\n---\nx\n", 4, "is not in the agents folder"),
            arguments(HEAD + "include: [shared]\n---\nx\n", 4, "or is not a file"),
            arguments(
                HEAD + "include: [shared/back.md]\n---\nx\n",
                "shared/back.md",
                2,
                "include cycle: broken.md → shared/back.md → broken.md"),
            arguments(
                HEAD + "include: [shared/loop1.md]\n---\nx\n",
                "shared/loop2.md",
                4,
                "include cycle: broken.md → shared/loop1.md → shared/loop2.md → shared/loop1.md"),
            arguments(
                HEAD + "include: [shared/deep1.md]\n---\nx\n",
                "shared/deep5.md",
                2,
                "more than 5 deep"),
            arguments(
                HEAD + "include: [shared/named.md]\n---\nx\n",
                "shared/named.md",
                2,
                "unknown key \"name\""),
            arguments(
                HEAD + "include: [shared/variable.md]\n---\nx\n",
                "shared/variable.md",
                6,
                "unknown variable {{missing}}"),
            arguments(
                HEAD + "include: [shared/bare.md]\n---\nx\n",
                "shared/bare.md",
                3,
                "unknown variable {{missing}}"))
        .map(BrokenDefinitionsTest::withSource);
  }

  private static Arguments withSource(Arguments row) {
    Object[] cells = row.get();
    return cells.length == 4 ? row : arguments(cells[0], "broken.md", cells[1], cells[2]);
  }

  @ParameterizedTest(name = "{1}:{2}: {3}")
  @MethodSource("broken")
  void namesFileLineAndReason(String text, String source, int line, String reason)
      throws IOException {
    Files.writeString(folder.resolve("broken.md"), text);
    Definitions definitions = load();
    assertThat(definitions.list())
        .as("%s", definitions.problems())
        .extracting(Definition::name)
        .containsExactly("good");
    assertThat(definitions.problems()).hasSize(1);
    Problem problem = definitions.problems().getFirst();
    assertThat(problem.reason()).contains(reason);
    assertThat(problem.source()).isEqualTo(source);
    assertThat(problem.line()).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "'approvals: {run_comand: ask}', false, '\"approvals/run_comand\": there is no tool'",
    "'denyTools: [run_command, wirte_*]', false, '\"denyTools/1\": there is no tool'",
    "'config: {approvals: [nothing]}', false, '\"config/approvals/0\": there is no tool'",
    "'tools: [run_comand]', true, '\"tools/0\": there is no tool'",
    "'approvals: {run_command: ask, web: deny, \"mcp:late\": ask, \"*\": ask}', true, ''",
    "'denyTools: [write_file, \"*_pay\", mcp_late_pay]', true, ''",
  })
  void aRuleAboutAToolThatThereIsNotIsAnError(String line, boolean inForce, String reason)
      throws IOException {
    Files.writeString(folder.resolve("broken.md"), HEAD + line + "\n---\nx\n");
    Definitions definitions =
        Definitions.load(
            folder,
            Map.of(),
            InstantSource.fixed(Instant.EPOCH),
            new KnownTools(Toolbox.of(List.of())));
    assertThat(definitions.get("x").isPresent()).isEqualTo(inForce);
    assertThat(String.join("", definitions.problems().stream().map(Problem::toString).toList()))
        .startsWith(reason.isEmpty() ? "" : "broken.md:4: " + reason);
    assertThat(definitions.problems()).hasSize(reason.isEmpty() ? 0 : 1);
  }

  @Test
  void refusesWhatIsNoTextOrTooLarge() throws IOException {
    Files.write(folder.resolve("latin.md"), "---\nname: ü\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(folder.resolve("large.md"), "x".repeat(Source.MOST_BYTES + 1));
    Files.createDirectory(folder.resolve("sub.md"));
    assertThat(load().problems())
        .extracting(Problem::toString)
        .containsExactly(
            "large.md: the file has more than 262144 bytes",
            "latin.md: \"latin.md\" is not UTF-8 text",
            "sub.md: \"sub.md\" is not in the agents folder, or is not a file");
    assertThat(load().list()).hasSize(1);
  }

  @Test
  void includesAPartOnceAndFollowsLinksInside() throws IOException {
    Files.createSymbolicLink(folder.resolve("linked.md"), Path.of("shared/real.md"));
    part(
        "real.md",
        "---\nname: l\ndescription: d\ninclude: [shared/plain.md, shared/plain.md]\n---\nBody.\n");
    assertThat(load().get("l").orElseThrow().systemPrompt()).isEqualTo("Body.\n\nPlain.");
    assertThat(load().problems()).isEqualTo(List.of());
  }

  private Definitions load() {
    return Definitions.load(folder, Map.of(), InstantSource.fixed(Instant.EPOCH));
  }
}
