package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndedTest {
  @Test
  void whatItWroteAndItsCode() throws Exception {
    List<String> line = List.of("sh", "-c", "echo out; echo err >&2; exit 3");
    Ended ended = Ended.of(new ProcessBuilder(line), Duration.ofMinutes(1));
    assertThat(ended).isEqualTo(new Ended(3, "out\nerr\n"));
  }

  /** With its child, which holds its output open. */
  @Test
  void whatHangsIsKilledAndItsOutputShown(@TempDir Path folder) throws Exception {
    Path child = folder.resolve("child");
    List<String> line = List.of("sh", "-c", "sleep 600 & echo $! >" + child + "; echo begun; wait");
    assertThatThrownBy(() -> Ended.of(new ProcessBuilder(line), Duration.ofSeconds(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("begun", "was not over after PT2S");
    long pid = Long.parseLong(Files.readString(child).strip());
    Optional<ProcessHandle> left = ProcessHandle.of(pid);
    if (left.isPresent()) {
      left.get().onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
