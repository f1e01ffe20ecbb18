package dev.reveille.house;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of patterns and concepts, pasted; apart so that both halves run beside each other. */
class PastedPatternsTest {
  @TempDir private Path folder;

  static Stream<Page> pages() throws IOException {
    return Pasting.pages("docs/(patterns|concepts)/(?!README)[\\w-]+\\.md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandDoesWhatItsPageSays(Page page) throws Exception {
    Pasting.follow(page, folder, Page.Block::text);
  }
}
