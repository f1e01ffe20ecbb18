package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Task;
import dev.reveille.client.TaskRequest;
import dev.reveille.store.Offline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A backup that was made under load by a process of its own, and what is restored from it. */
@Tag("kill")
class RestoreTest {
  private static final int CLIENTS = 16;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final List<String> said = new ArrayList<>();

  @Test
  void hasAllThatWasAcknowledgedBeforeItAndGoesOn() throws Exception {
    Path copy = folder.resolve("copy.db");
    Map<String, Clients.Sent> before = backUpUnderLoad(copy);
    assertThat(before).isNotEmpty();
    Path restored = Files.createDirectories(folder.resolve("restored"));
    Files.copy(copy, Files.createDirectories(restored.resolve("data")).resolve("reveille.db"));
    Files.writeString(
        Files.createDirectories(restored.resolve("work")).resolve("notes.txt"), "42\n");
    try (ServerProcess server = ServerProcess.launch(restored, 0)) {
      ReveilleClient client = ReveilleClient.at(server.ready());
      Door open = new Door();
      open.set(true);
      KillTest.awaitQuiet(new Clients(client, open));
      for (Map.Entry<String, Clients.Sent> sent : before.entrySet()) {
        Task task = client.tasks().get(sent.getValue().taskId());
        assertThat(task.state().isEnd()).as("%s", task).isTrue();
        TaskRequest again = TaskRequest.to(task.agentId(), "SAY again").key(sent.getKey());
        assertThat(client.tasks().send(again)).isEqualTo(task.taskId());
      }
      assertThat(server.stop()).isTrue();
    }
    assertThat(Offline.check(restored.resolve("data"), said::add)).as("%s", said).isZero();
  }

  /** What had been acknowledged when it began. */
  private Map<String, Clients.Sent> backUpUnderLoad(Path copy) throws Exception {
    Path original = Files.createDirectories(folder.resolve("original"));
    try (ServerProcess server = ServerProcess.launch(original, 0)) {
      Door door = new Door();
      Clients clients = new Clients(ReveilleClient.at(server.ready()), door);
      door.set(true);
      clients.createAgents();
      clients.start(CLIENTS, 1);
      await().atMost(Duration.ofMinutes(1)).until(() -> clients.acknowledged().size() > CLIENTS);
      assertThat(server.livesFor(Duration.ofSeconds(2))).isTrue();
      Map<String, Clients.Sent> before = Map.copyOf(clients.acknowledged());
      String data = "--data=" + original.resolve("data");
      assertThat(ServerProcess.run("backup", copy.toString(), data)).isZero();
      assertThat(clients.stop(Duration.ofMinutes(3))).isTrue();
      assertThat(clients.problems()).isEmpty();
      assertThat(clients.acknowledged()).hasSizeGreaterThan(before.size());
      return before;
    }
  }
}
