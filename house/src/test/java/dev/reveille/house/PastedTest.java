package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages that a newcomer follows, from top to bottom, each command pasted as written into a real
 * shell before a real server. What a page shows as printed ({@code text} below {@code sh}) is
 * printed.
 */
class PastedTest {
  private static final Path README = Path.of("README.md");

  /** What README.md has that is not pasted, and why not. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "./reveille demo", "docs/start.md has it",
          "./reveille demo --cluster", "takes a minute; ArchiveTest has it",
          "./mvnw verify", "is what runs this test",
          "./reveille top", "needs a terminal; TopTerminalTest gives it one");

  @TempDir private Path folder;

  static Stream<Page> pages() throws IOException {
    return Page.all().stream()
        .filter(page ->
            page.file()
                .toString()
                .matches(
                    "README\\.md|docs/start\\.md|docs/(patterns|concepts)/(?!README)[\\w-]+\\.md"))
        .filter(page -> page.blocks().stream().anyMatch(PastedTest::isPasted));
  }

  private static boolean isPasted(Page.Block block) {
    return block.language().equals("sh") && !block.interactive();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandDoesWhatItsPageSays(Page page) throws Exception {
    List<Page.Block> blocks = page.blocks();
    try (Pasting shell = new Pasting(folder)) {
      for (int i = 0; i < blocks.size(); i++) {
        Page.Block block = blocks.get(i);
        if (isPasted(block)) {
          String printed = shell.paste(pasted(page, block));
          boolean told = i + 1 < blocks.size() && blocks.get(i + 1).language().equals("text");
          String expected = told ? blocks.get(i + 1).text() : "…";
          assertThat(Pasting.fits(printed, expected))
              .as("%s prints\n%s\nbut the page says\n%s", page.at(block.line()), printed, expected)
              .isTrue();
        }
      }
    }
  }

  private static String pasted(Page page, Page.Block block) {
    return block.lines().stream()
        .filter(line -> !page.file().equals(README) || !LEFT_OUT.containsKey(command(line)))
        .collect(Collectors.joining("\n"));
  }

  private static String command(String line) {
    return line.replaceFirst("\\s+#.*", "").strip();
  }

  @Test
  void whatIsLeftOutIsThere() throws IOException {
    assertThat(
            Page.read(Sources.root(), README).blocks().stream().flatMap(it -> it.lines().stream()))
        .map(PastedTest::command)
        .containsAll(LEFT_OUT.keySet());
  }

  @Test
  void whatIsPrintedIsHeldAgainstWhatIsSaid() {
    assertThat(Pasting.fits("a 1 b\nc\nd\n", "a … b\n…\nd")).isTrue();
    assertThat(Pasting.fits("a 1 b\nc\nd\n", "a … b\nd")).isFalse();
    assertThat(Pasting.fits("ab\n", "a")).isFalse();
  }
}
