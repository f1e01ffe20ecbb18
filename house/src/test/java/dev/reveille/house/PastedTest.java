package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that a newcomer reads first, pasted. {@link PastedPatternsTest} has the others. */
class PastedTest {
  private static final Path README = Path.of("README.md");

  /** What README.md has that is not pasted, and why not. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "./reveille demo", "docs/start.md has it",
          "./reveille demo --cluster", "takes a minute; ClusterDemoTest has it",
          "./mvnw verify", "is what runs this test",
          "./reveille top", "needs a terminal; TopTerminalTest gives it one");

  @TempDir private Path folder;

  static Stream<Page> pages() throws IOException {
    return Pasting.pages("README\\.md|docs/start\\.md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandDoesWhatItsPageSays(Page page) throws Exception {
    Pasting.follow(page, folder, block -> pasted(page, block));
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
