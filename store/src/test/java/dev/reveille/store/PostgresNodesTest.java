package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.Patches;
import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Several processes' stores on one database. */
class PostgresNodesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Postgres database = PostgresContractTest.fresh();

  static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  static Command submit(String prompt) {
    return new Command.Submit(TaskSpec.of(prompt));
  }

  /** A store, and all that its listeners hear. */
  private final class Node implements AutoCloseable {
    final PostgresStore store = PostgresStore.open(database, InstantSource.system());
    final List<Recorded> heard = new CopyOnWriteArrayList<>();
    final List<Recorded> written = new CopyOnWriteArrayList<>();

    Node() {
      store.onDurable(heard::addAll);
      store.onWritten(written::addAll);
    }

    /** The head is known a moment before the listeners are told. */
    void hears(long position) {
      await().atMost(LONG).until(() -> !heard.isEmpty() && heard.getLast().last() >= position);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  void theTurnToBeginTheClusterIsOnesAtATime() {
    Cluster.Turn first = database.turn().orElseThrow();
    assertThat(database.turn()).isEmpty();
    try (Cluster.Turn _ = PostgresContractTest.fresh().turn().orElseThrow()) {
      assertThat(database.turn()).as("another schema is another cluster").isEmpty();
    }
    first.close();
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          try (Cluster.Turn next = database.turn().orElseThrow()) {
            assertThat(next).isNotNull();
          }
        });
    assertThat(new Postgres("jdbc:postgresql://127.0.0.1:1/x", "x", "x").turn()).isEmpty();
  }

  private static void isGapless(List<Recorded> rows) {
    long next = 1;
    for (Recorded row : rows) {
      assertThat(row.position()).isEqualTo(next);
      next = row.last() + 1;
    }
  }

  private void isWhole() {
    List<String> said = new ArrayList<>();
    assertThat(Offline.check(database, said::add)).as("%s", said).isZero();
  }

  @Test
  void allHearAllInOneOrderAndEachNumberHasOneWinner() throws Exception {
    try (Node a = new Node();
        Node b = new Node();
        Node c = new Node();
        ExecutorService pool = Executors.newFixedThreadPool(9)) {
      List<Node> nodes = List.of(a, b, c);
      List<Future<Long>> writers = new ArrayList<>();
      for (Node node : nodes) {
        for (String agent : List.of("shared", "contended", "own-" + nodes.indexOf(node))) {
          writers.add(pool.submit(() -> race(node.store, new AgentId(agent), 60)));
        }
      }
      long won = 0;
      for (Future<Long> writer : writers) {
        won += writer.get();
      }
      assertThat(won).as("one winner for each number").isEqualTo(5 * 60);
      for (Node node : nodes) {
        node.hears(won);
        assertThat(node.store.head()).isEqualTo(won);
        isGapless(node.heard);
        assertThat(node.heard).isEqualTo(a.heard);
        assertThat(node.heard).isEqualTo(node.store.readAfter(0, 1_000));
        assertThat(Scribe.load(node.store, new AgentId("shared")).seq()).isEqualTo(60);
        assertThat(node.written)
            .as("at least what no other writes")
            .hasSizeGreaterThanOrEqualTo(60);
      }
      assertThat(nodes.stream().flatMap(node -> node.written.stream()))
          .as("each append is one node's own")
          .containsExactlyInAnyOrderElementsOf(a.heard);
    }
    isWhole();
  }

  /** Appends until the agent has so many numbers, and answers how many of them were its own. */
  private static long race(PostgresStore store, AgentId id, int numbers) {
    long won = 0;
    Agent agent = Scribe.load(store, id);
    while (agent.seq() < numbers) {
      Scribe racer = new Scribe(store, agent);
      Command next = agent.exists() ? update(agent) : create();
      if (Scribe.await(racer.begin(next, T0)) instanceof Outcome.Durable) {
        agent = racer.agent();
        won++;
      } else {
        agent = Scribe.load(store, id);
      }
    }
    return won;
  }

  /** Something that always changes something. */
  static Command update(Agent agent) {
    return new Command.Update(Patches.of(Map.of("maxAttempts", 1 + (int) agent.seq() % 7)));
  }

  @Test
  void whatOneWroteTheOtherReadsAndIsFencedBy() {
    try (Node a = new Node();
        Node b = new Node()) {
      Scribe first = new Scribe(a.store, "x");
      first.write(create(), T0);
      Scribe second = new Scribe(b.store, Scribe.load(b.store, new AgentId("x")));
      second.write(submit("by the other"), T0);
      assertThat(a.store.agent("x").orElseThrow().seq()).isEqualTo(2);
      Outcome late = Scribe.await(first.begin(submit("too late"), T0));
      assertThat(((Outcome.Refused) late).refusal().reason()).isEqualTo(Reason.FENCED);
      new Scribe(a.store, Scribe.load(a.store, new AgentId("x"))).write(submit("again"), T0);
      a.hears(3);
      b.hears(3);
      assertThat(a.heard).isEqualTo(b.heard);
    }
  }

  @Test
  void whoIsFarBehindHearsAllOfItOnceAndInOrder() {
    RandomHistory history = RandomHistory.withPost(3, 100);
    try (Node reader = new Node();
        Node writer = new Node()) {
      reader.store.onDurable(rows -> pause());
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 12_000; i++) {
        outcomes.add(Scribe.append(writer.store, history.next()));
      }
      outcomes.forEach(Scribe::await);
      reader.hears(writer.store.head());
      isGapless(reader.heard);
      assertThat(reader.heard).hasSize(12_000).isEqualTo(writer.heard);
      Agent agent = Scribe.load(reader.store, new AgentId("nobody-yet"));
      new Scribe(reader.store, agent).write(create(), T0);
    }
    isWhole();
  }

  /** A listener that takes its time. */
  private static void pause() {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000_000));
  }

  @Test
  void slicesOfSeveralNodesMakeUpTheWhole() {
    try (Node a = new Node()) {
      RandomHistory history = RandomHistory.withPost(8, 200);
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        outcomes.add(Scribe.append(a.store, history.next()));
      }
      outcomes.forEach(Scribe::await);
      List<AgentId> busy = new ArrayList<>();
      List<AgentId> alarms = new ArrayList<>();
      for (int slice = 0; slice < 256; slice++) {
        busy.addAll(a.store.busy(Set.of(slice), "", 1_000));
        a.store
            .alarms(Set.of(slice), Instant.EPOCH, null, Instant.MAX, 1_000)
            .forEach(alarm -> alarms.add(alarm.agent()));
      }
      assertThat(busy).containsExactlyInAnyOrderElementsOf(a.store.busy("", 1_000));
      assertThat(alarms)
          .hasSameSizeAs(a.store.alarms(Instant.EPOCH, Instant.MAX, 1_000))
          .doesNotHaveDuplicates();
    }
  }
}
