package dev.reveille.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.Agents;
import dev.reveille.client.Interest;
import dev.reveille.client.Notification;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Subscription;
import dev.reveille.client.TaskRequest;
import dev.reveille.postgres.LocalPort;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example and the library against a real server. */
class ErrandsTest {
  @TempDir private Path folder;

  @Test
  void theExampleDoesWhatItSays() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LiveServer server = LiveServer.start(folder, 0)) {
      new Errands(ReveilleClient.at(server.address()), new PrintStream(out, true)).run();
    }
    assertThat(out.toString())
        .contains("SUCCEEDED: it is 20")
        .contains("SUCCEEDED: the letters are posted")
        .contains("SUCCEEDED: the doctor is called")
        .contains("task.queued errand-boy/");
  }

  /** What is called while there is no server is done when there is one again, and once. */
  @Test
  void callsAndFeedsEndureARestart() throws Exception {
    LiveServer server = LiveServer.start(folder, LocalPort.claim());
    URI address = server.address();
    ReveilleClient client = ReveilleClient.at(address).enduring(Duration.ofMinutes(1));
    client.agents().create(Agents.Plan.of("a").systemPrompt("You follow the script."));
    ConcurrentLinkedQueue<Notification> heard = new ConcurrentLinkedQueue<>();
    Interest ends = new Interest(List.of(), List.of("task.completed"), Optional.empty(), false);
    try (Subscription _ = client.subscribe(ends, heard::add);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> sent = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        server.close();
        for (int i = 0; i < 5; i++) {
          String prompt = "SAY " + round + "/" + i;
          sent.add(threads.submit(() -> client.tasks().send(TaskRequest.to("a", prompt))));
        }
        server = LiveServer.start(folder, address.getPort());
      }
      List<String> ids = new ArrayList<>();
      for (Future<String> one : sent) {
        ids.add(one.get());
        assertThat(client.tasks().await(one.get(), Duration.ofMinutes(1)).state().isEnd()).isTrue();
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> heard.size() >= ids.size());
      assertThat(heard.stream().map(Notification::taskId))
          .containsExactlyInAnyOrderElementsOf(ids)
          .doesNotHaveDuplicates();
    } finally {
      server.close();
    }
  }
}
