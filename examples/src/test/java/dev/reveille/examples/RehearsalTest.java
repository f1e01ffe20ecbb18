package dev.reveille.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher says nothing if its rehearsal fails: then only starts are slower. So it is held
 * here.
 */
class RehearsalTest {
  @Test
  void everythingItDoesGoesWell(@TempDir Path folder) throws Exception {
    try (LiveServer server = LiveServer.start(folder, 0)) {
      Process rehearsal =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "dev.reveille.client.Rehearsal",
                      server.address().toString()))
              .redirectErrorStream(true)
              .start();
      String said = new String(rehearsal.getInputStream().readAllBytes());

      assertThat(rehearsal.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(rehearsal.exitValue()).as(said).isZero();
    }
  }
}
