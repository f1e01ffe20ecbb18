package dev.reveille.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.testkit.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
      List<String> line =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "dev.reveille.client.Rehearsal",
              server.address().toString());
      Ended rehearsal = Ended.of(new ProcessBuilder(line), Duration.ofMinutes(2));
      assertThat(rehearsal.code()).as(rehearsal.out()).isZero();
    }
  }
}
