package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.Interest;
import dev.reveille.client.Notification;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Subscription;
import dev.reveille.postgres.LocalPort;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An upgrade under load: the server is told to stop, drains, and the next one takes the folder. The
 * clients wait meanwhile; nothing that was acknowledged is lost or done twice, and who watches by
 * cursor hears each end once.
 */
@Tag("kill")
class HandOverTest {
  private static final int ROUNDS = 3;
  private static final int CLIENTS = 32;
  private static final List<String> ENDS =
      List.of("task.completed", "task.error", "task.cancelled", "task.expired", "task.dead");

  private final long seed = Long.getLong("reveille.kill.seed", System.nanoTime());
  private final Outages outages = new Outages();
  private final ConcurrentLinkedQueue<Notification> heard = new ConcurrentLinkedQueue<>();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void theNextServerGoesOnWhereTheLastOneStopped(TestReporter reporter) throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("work")).resolve("notes.txt"), "42\n");
    InstantSource clock = InstantSource.system();
    SplittableRandom random = new SplittableRandom(seed);
    ServerProcess server = ServerProcess.launch(folder, LocalPort.claim());
    try {
      URI address = server.ready();
      Door door = new Door();
      door.set(true);
      Clients clients = new Clients(ReveilleClient.at(address), door);
      clients.createAgents();
      Interest ends = new Interest(List.of(), ENDS, java.util.Optional.empty(), false);
      Subscription watching = ReveilleClient.at(address).subscribe(ends, heard::add);
      clients.start(CLIENTS, seed);
      for (int round = 0; round < ROUNDS; round++) {
        assertThat(server.livesFor(Duration.ofMillis(random.nextLong(1_000, 3_000)))).isTrue();
        var stopped = clock.instant();
        assertThat(server.stop()).as("drains and ends").isTrue();
        server = ServerProcess.launch(folder, address.getPort());
        server.ready();
        outages.add(stopped, clock.instant());
      }
      assertThat(clients.stop(Duration.ofMinutes(3))).as("all clients were answered").isTrue();
      KillTest.awaitQuiet(clients);
      Verdict verdict = new Verdict(clients.acknowledged());
      for (int i = 0; i < Clients.AGENTS; i++) {
        verdict.agent(KillTest.overRpc(clients, "a" + i, outages));
      }
      Map<String, String> tasks = KillTest.taskList(clients);
      verdict.taskList(tasks);
      await().atMost(Duration.ofMinutes(1)).until(() -> heard.size() >= tasks.size());
      watching.close();
      reporter.publishEntry("hand-over", "seed %d: %s".formatted(seed, verdict.figures()));
      assertThat(clients.problems()).isEmpty();
      assertThat(verdict.problems()).as("seed " + seed + "\n" + server.log()).isEmpty();
      assertThat(heard.stream().map(Notification::taskId))
          .containsExactlyInAnyOrderElementsOf(tasks.keySet());
      assertThat(heard.stream().map(n -> n.cursor().orElseThrow()).collect(Collectors.toSet()))
          .hasSameSizeAs(heard);
      assertThat(server.stop()).isTrue();
    } finally {
      server.close();
    }
  }
}
