package dev.reveille.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The dashboard's scripts by the types in their comments, as TypeScript reads them. The page needs
 * none of that: what is checked is what the browser runs.
 */
class TypesTest {
  @Test
  void theScriptsAreWhatTheirCommentsSay() throws Exception {
    Path compiler = Browser.modules().resolve("node_modules/typescript/lib/tsc.js");
    Process check =
        new ProcessBuilder(
                "node",
                compiler.toString(),
                "-p",
                Browser.SCRIPTS.resolve("tsconfig.json").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes());

    assertThat(check.waitFor(2, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(check.exitValue()).as(said).isZero();
  }
}
