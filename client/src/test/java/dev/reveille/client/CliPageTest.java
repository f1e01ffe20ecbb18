package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The reference in {@code docs/cli.md} is made of the commands' own model, below the line that says
 * so. {@code -Dcli.write=true} writes it anew.
 */
class CliPageTest {
  private static final String LINE =
      "<!-- Made of the commands themselves by CliPageTest; -Dcli.write=true writes it anew. -->";
  private static final Set<String> EVERYWHERE =
      Set.of("--help", "--version", "--url", "--token", "--json", "--color");

  private static Path page() {
    Path here = Path.of("docs", "cli.md");
    return Files.exists(here) ? here : Path.of("..").resolve(here);
  }

  private static CommandLine all() {
    return Root.all(Shell.ofProcess());
  }

  @Test
  void thePageHasEveryCommandWithEveryOption() throws IOException {
    String page = Files.readString(page());
    int line = page.indexOf(LINE);
    assertThat(line).as("the line above the reference").isPositive();
    String expected = page.substring(0, line) + LINE + "\n\n" + reference();
    if (Boolean.getBoolean("cli.write")) {
      Files.writeString(page(), expected);
      page = expected;
    }
    assertThat(page).isEqualTo(expected);
  }

  @Test
  void everyCommandHasAnExampleAndEveryWordIsExplained() {
    List<String> lacking = new ArrayList<>();
    for (CommandSpec spec : leaves(all())) {
      String name = spec.qualifiedName();
      if (!String.join("\n", spec.usageMessage().footer()).contains("Example: ")) {
        lacking.add(name + " has no example");
      }
      spec.options().stream()
          .filter(option -> option.description().length == 0)
          .forEach(option -> lacking.add(name + ' ' + option.longestName()));
      spec.positionalParameters().stream()
          .filter(word -> word.description().length == 0)
          .forEach(word -> lacking.add(name + ' ' + word.paramLabel()));
    }
    assertThat(lacking).isEmpty();
  }

  private static List<CommandSpec> leaves(CommandLine line) {
    List<CommandSpec> leaves = new ArrayList<>();
    for (CommandLine sub : line.getSubcommands().values()) {
      if (sub.getSubcommands().isEmpty()) {
        leaves.add(sub.getCommandSpec());
      } else {
        leaves.addAll(leaves(sub));
      }
    }
    return leaves;
  }

  private static String reference() {
    StringBuilder text = new StringBuilder("## Every command\n");
    for (CommandSpec spec : leaves(all())) {
      String name = spec.qualifiedName().replaceFirst("^reveille ", "");
      text.append("\n### ").append(name).append("\n\n");
      text.append(escaped(String.join(" ", spec.usageMessage().description()))).append("\n\n");
      text.append("    reveille ").append(name).append(synopsis(spec)).append("\n");
      rows(spec, text);
      example(spec, text);
    }
    return text.toString();
  }

  private static String synopsis(CommandSpec spec) {
    StringBuilder words = new StringBuilder();
    for (PositionalParamSpec word : spec.positionalParameters()) {
      String label = word.paramLabel() + (word.arity().isVariable() ? "..." : "");
      words.append(' ').append(word.required() ? label : "[" + label + "]");
    }
    boolean options = spec.options().stream().anyMatch(CliPageTest::isItsOwn);
    return words + (options ? " [OPTION...]" : "");
  }

  private static boolean isItsOwn(OptionSpec option) {
    return !option.hidden() && !EVERYWHERE.contains(option.longestName());
  }

  private static void rows(CommandSpec spec, StringBuilder text) {
    List<String> rows = new ArrayList<>();
    spec.positionalParameters()
        .forEach(word -> rows.add(row(word.paramLabel(), word.description())));
    for (OptionSpec option : spec.options()) {
      if (isItsOwn(option)) {
        boolean valued = option.arity().max() > 0;
        String names = String.join("`, `", option.names());
        rows.add(row(names + (valued ? " " + option.paramLabel() : ""), option.description()));
      }
    }
    if (!rows.isEmpty()) {
      text.append("\n| | |\n|---|---|\n").append(String.join("\n", rows)).append('\n');
    }
  }

  private static String row(String label, String[] description) {
    return "| `" + label + "` | " + escaped(String.join(" ", description)) + " |";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
  }

  private static void example(CommandSpec spec, StringBuilder text) {
    List<String> lines =
        java.util.Arrays.stream(spec.usageMessage().footer())
            .filter(line -> !line.isBlank())
            .map(line -> "    " + line.replaceFirst("^(Example: | {9})", ""))
            .toList();
    if (!lines.isEmpty()) {
      text.append("\nFor example:\n\n").append(String.join("\n", lines)).append('\n');
    }
  }
}
