package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.Agents;
import dev.reveille.client.Interest;
import dev.reveille.client.Notification;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Subscription;
import dev.reveille.client.TaskRequest;
import dev.reveille.engine.Json;
import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows the feed hears everything, though the database is away in between. */
class FeedAcrossOutageTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String BEGINNING = "0";

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  @Test
  void whoResumesDuringAnOutageHearsWhatWasMissed() throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      PostgresServer.Place place = postgres.fresh();
      Map<String, String> environment = OnPostgres.environment(place);
      List<String> options = OnPostgres.options(folder, place);
      int port = LocalPort.claim();
      try (ServerProcess first = ServerProcess.launch(folder, port, environment, options)) {
        ReveilleClient client = ReveilleClient.at(first.ready());
        client.agents().create(Agents.Plan.of("a").systemPrompt("You follow the script."));
        assertThat(client.tasks().send(TaskRequest.to("a", "SAY one"))).isEqualTo("a/2");
        await().atMost(SOON).until(() -> state(client, "a/2").equals("succeeded"));
        assertThat(first.stop()).isTrue();
      }
      try (ServerProcess second = ServerProcess.launch(folder, port, environment, options)) {
        ReveilleClient client = ReveilleClient.at(second.ready());
        postgres.kill();
        Interest all = new Interest(List.of(), List.of("task"), Optional.of(BEGINNING), false);
        try (Subscription _ = client.subscribe(all, this::hear)) {
          postgres.restart();
          await().atMost(SOON).until(() -> heard.contains("async.task.completed a/2"));
          ReveilleClient enduring = client.enduring(SOON);
          String next = enduring.tasks().send(TaskRequest.to("a", "SAY two"));
          await().atMost(SOON).until(() -> heard.contains("async.task.completed " + next));
        }
        assertThat(heard).as("nothing is told twice").doesNotHaveDuplicates();
      }
    }
  }

  private boolean hear(Notification it) {
    return heard.add(it.method() + ' ' + it.params().path("taskId").asString(""));
  }

  private static String state(ReveilleClient client, String task) throws Exception {
    var params = Json.MAPPER.createObjectNode().put("taskId", task);
    return client.call("getTask", params).path("state").asString("");
  }
}
