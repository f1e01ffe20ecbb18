package dev.reveille.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.Agents;
import dev.reveille.client.ReveilleClient;
import dev.reveille.postgres.LocalPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reveille top} in a pseudo terminal, while its server goes away and comes back. */
class TopTerminalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final StringBuffer screen = new StringBuffer();

  @TempDir private Path folder;

  @Test
  void goesOnWhenTheServerIsBack() throws Exception {
    LiveServer server = LiveServer.start(folder, LocalPort.claim());
    URI address = server.address();
    create(address, "early-bird");
    Process top = top(address);
    try {
      shows("early-bird");
      server.close();
      shows("trying again");

      screen.setLength(0);
      server = LiveServer.start(folder, address.getPort());
      create(address, "night-owl");
      shows("night-owl");
      shows("early-bird");

      top.outputWriter().write("q");
      top.outputWriter().flush();
      assertThat(top.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(top.exitValue()).isZero();
    } finally {
      top.descendants().forEach(ProcessHandle::destroyForcibly);
      top.destroyForcibly();
      server.close();
    }
  }

  private static void create(URI address, String agent) throws IOException {
    ReveilleClient.at(address).agents().create(Agents.Plan.of(agent).systemPrompt("You wait."));
  }

  private void shows(String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(screen).contains(text));
  }

  /** In the terminal that script(1) makes. */
  private Process top(URI address) throws IOException {
    String line =
        "stty cols 120 rows 40; exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.reveille.client.Cli top --url %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                address);
    ProcessBuilder builder = new ProcessBuilder("script", "-qefc", line, "/dev/null");
    builder.environment().put("TERM", "xterm");
    Process top = builder.redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> read(top.getInputStream()));
    return top;
  }

  private void read(InputStream out) {
    byte[] buffer = new byte[8192];
    try {
      for (int got = out.read(buffer); got >= 0; got = out.read(buffer)) {
        screen.append(new String(buffer, 0, got, StandardCharsets.UTF_8));
      }
    } catch (IOException over) {
      // The terminal is gone.
    }
  }
}
