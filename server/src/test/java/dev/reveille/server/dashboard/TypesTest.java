package dev.reveille.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.testkit.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The dashboard's scripts by the types in their comments, as TypeScript reads them. The page needs
 * none of that: what is checked is what the browser runs.
 */
class TypesTest {
  @Test
  void theScriptsAreWhatTheirCommentsSay() throws Exception {
    Path compiler = Browser.modules().resolve("node_modules/typescript/lib/tsc.js");
    String project = Browser.SCRIPTS.resolve("tsconfig.json").toString();
    Ended check =
        Ended.of(
            new ProcessBuilder("node", compiler.toString(), "-p", project), Duration.ofMinutes(5));

    assertThat(check.code()).as(check.out()).isZero();
  }
}
