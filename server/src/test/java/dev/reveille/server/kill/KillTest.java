package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.ReveilleClient;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.postgres.LocalPort;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresStore;
import dev.reveille.store.SqliteStore;
import dev.reveille.store.Store;
import dev.reveille.testkit.PostgresServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A hundred agents at work in a real server that is killed at random moments, also while it starts.
 * In the end every acknowledged task has ended exactly once, no recorded step stands twice and no
 * wake was lost. {@code ./dev kill --rounds 50} for the long version; {@code -Dreveille.kill.seed}
 * repeats the same moments and scripts, though not the same interleaving.
 */
@Tag("kill")
class KillTest {
  private static final int ROUNDS = Integer.getInteger("reveille.kill.rounds", 5);
  private static final long SEED = Long.getLong("reveille.kill.seed", System.nanoTime());
  private static final int CLIENTS = 64;
  private static final Set<String> ENDS =
      Set.of("succeeded", "failed", "dead", "cancelled", "expired");

  /**
   * A wake that a living server has not done by then is lost. How late it may be otherwise is for
   * the benchmarks and for quiet machines: a cold server beside a build says nothing about it. To
   * hold it to less: {@code -Dreveille.kill.lateMillis=2000}.
   */
  private static final Duration LOST =
      Duration.ofMillis(Long.getLong("reveille.kill.lateMillis", 15_000));

  private final InstantSource clock = InstantSource.system();
  private final Outages outages = new Outages();
  private final Door door = new Door();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** Opens the store that the server has left. */
  private interface Left {
    Store open();
  }

  @Test
  void nothingIsLostAndNothingDoneTwice(TestReporter reporter) throws Exception {
    Left left = () -> SqliteStore.open(folder.resolve("data"), clock);
    nothingIsLostAndNothingDoneTwice(reporter, Map.of(), List.of(), left);
  }

  @Test
  void nothingIsLostAndNothingDoneTwiceOnPostgres(TestReporter reporter) throws Exception {
    PostgresServer.Place place = PostgresServer.shared().fresh();
    Left left =
        () -> PostgresStore.open(new Postgres(place.url(), place.user(), place.password()), clock);
    nothingIsLostAndNothingDoneTwice(
        reporter, OnPostgres.environment(place), OnPostgres.options(folder, place), left);
  }

  private void nothingIsLostAndNothingDoneTwice(
      TestReporter reporter, Map<String, String> environment, List<String> options, Left left)
      throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("work")).resolve("notes.txt"), "42\n");
    long began = System.nanoTime();
    ServerProcess server = ServerProcess.launch(folder, LocalPort.claim(), environment, options);
    try {
      URI address = server.ready();
      Clients clients = new Clients(ReveilleClient.at(address), door);
      door.set(true);
      clients.createAgents();
      clients.start(CLIENTS, SEED);
      int kills = 0;
      for (int round = 0; round < ROUNDS; round++) {
        assertThat(server.livesFor(upTime())).as("lives until it is killed").isTrue();
        var killed = clock.instant();
        server.kill();
        door.set(false);
        server = ServerProcess.launch(folder, address.getPort(), environment, options);
        kills++;
        if (random.nextInt(5) == 0 && server.livesFor(Duration.ofMillis(random.nextInt(3_000)))) {
          server.kill();
          server = ServerProcess.launch(folder, address.getPort(), environment, options);
          kills++;
        }
        server.ready();
        outages.add(killed, clock.instant());
        door.set(true);
      }
      assertThat(clients.stop(Duration.ofMinutes(3))).as("all clients were answered").isTrue();
      awaitQuiet(clients);
      Verdict verdict = new Verdict(clients.acknowledged());
      for (int i = 0; i < Clients.AGENTS; i++) {
        verdict.agent(overRpc(clients, "a" + i));
      }
      verdict.taskList(taskList(clients));
      assertThat(server.stop()).as("stops in good order").isTrue();
      compareWithStore(verdict, left);
      reporter.publishEntry(
          "kill test",
          "seed %d: %d rounds, %d kills, %s, %d calls repeated, longest outage %d ms, latest wake %d ms, %.0f s"
              .formatted(
                  SEED,
                  ROUNDS,
                  kills,
                  verdict.figures(),
                  clients.repeated(),
                  outages.longest().toMillis(),
                  verdict.latest().toMillis(),
                  (System.nanoTime() - began) / 1e9));
      assertThat(clients.problems()).isEmpty();
      assertThat(verdict.problems()).as("seed " + SEED + "\n" + server.log()).isEmpty();
      assertThat(verdict.latest()).as(verdict.latestOne()).isLessThan(LOST);
    } finally {
      server.close();
    }
  }

  /** Long enough for some work, also on a machine that starts it slowly. */
  private Duration upTime() {
    return Duration.ofMillis(random.nextLong(300, 3_000 + outages.longest().toMillis()));
  }

  /**
   * Until nothing is left to do: no task stuck, nobody asleep. A task that goes on from one state
   * to another between two questions is in neither answer; so in the end all are looked at, and who
   * has ended stays so.
   */
  static void awaitQuiet(Clients clients) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> {
          for (String state : List.of("queued", "running", "waiting", "retrying")) {
            ObjectNode filter = Json.MAPPER.createObjectNode().put("state", state).put("limit", 5);
            assertThat(clients.call("listTasks", filter).path("tasks")).isEmpty();
          }
          ObjectNode asleep = Json.MAPPER.createObjectNode().put("state", "sleeping");
          assertThat(clients.call("listAgents", asleep).path("agents")).isEmpty();
          assertThat(taskList(clients).values()).allMatch(ENDS::contains);
        });
  }

  private Timeline overRpc(Clients clients, String agent) throws InterruptedException {
    return overRpc(clients, agent, outages);
  }

  static Timeline overRpc(Clients clients, String agent, Outages outages)
      throws InterruptedException {
    Timeline timeline = new Timeline(agent, new JournalCheck(agent, outages::served));
    String next = "1";
    while (!next.isEmpty()) {
      ObjectNode page = Json.MAPPER.createObjectNode().put("agentId", agent).put("limit", 700);
      JsonNode answer = clients.call("getTimeline", page.put("fromSeq", Long.parseLong(next)));
      answer.path("entries").forEach(timeline::add);
      next = answer.path("nextCursor").asString("");
    }
    return timeline;
  }

  /** What {@code listTasks} says of each task. */
  static Map<String, String> taskList(Clients clients) throws InterruptedException {
    Map<String, String> states = new TreeMap<>();
    String cursor = "";
    do {
      ObjectNode page = Json.MAPPER.createObjectNode().put("limit", 1_000);
      if (!cursor.isEmpty()) {
        page.put("cursor", cursor);
      }
      JsonNode answer = clients.call("listTasks", page);
      for (JsonNode task : answer.path("tasks")) {
        states.put(task.path("taskId").asString(), task.path("state").asString());
      }
      cursor = answer.path("nextCursor").asString("");
    } while (!cursor.isEmpty());
    return states;
  }

  /** What was answered over the wire is what stands in the file, entry by entry. */
  private static void compareWithStore(Verdict verdict, Left left) {
    try (Store store = left.open()) {
      for (Timeline told : verdict.timelines()) {
        AgentId agent = new AgentId(told.agent());
        List<JsonNode> kept = new ArrayList<>();
        long from = 1;
        List<Journal.Recorded> page;
        do {
          page = store.readAgent(agent, from, 1_000);
          for (Journal.Recorded row : page) {
            row.entries().forEach(entry -> kept.add(Json.entry(entry)));
            from = row.seq() + row.entries().size();
          }
        } while (!page.isEmpty());
        assertThat(told.bare()).as("journal of " + agent).isEqualTo(kept);
      }
    }
  }
}
