package dev.reveille.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentState;
import dev.reveille.core.Command;
import dev.reveille.engine.AgentCounts;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresStore;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server counts agents while others make them. */
class AgentCountsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private Postgres database;
  private PostgresStore writer;

  @BeforeEach
  void open() {
    PostgresServer.Place place = PostgresServer.shared().fresh();
    database = new Postgres(place.url(), place.user(), place.password());
    writer = PostgresStore.open(database, InstantSource.system());
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private void create(String agent) {
    Command create = new Command.Create("d", null, AgentConfig.STANDARD, true);
    new Scribe(writer, agent).write(create, T0);
  }

  private static long of(AgentCounts counts) {
    return counts.now().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void whatIsCommittedAndNotYetHeardCountsOnce() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AgentCounts counts = new AgentCounts();
    try (PostgresStore reader = PostgresStore.open(database, InstantSource.system())) {
      reader.onDurable(rows -> awaits(goOn));
      reader.onDurable(rows -> rows.forEach(counts::hear));
      create("a");
      create("b");
      counts.begin(reader.agentsByState());
      assertThat(of(counts)).isEqualTo(2);
      create("c");
      goOn.countDown();
      await().atMost(LONG).until(() -> reader.head() == writer.head());
      await().atMost(LONG).untilAsserted(() -> assertThat(of(counts)).isEqualTo(3));
      assertThat(counts.now()).containsEntry(AgentState.IDLE, 3L);
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatIsHeardBeforeTheCountIsKnownIsNotLost() {
    AgentCounts counts = new AgentCounts();
    try (PostgresStore reader = PostgresStore.open(database, InstantSource.system())) {
      reader.onDurable(rows -> rows.forEach(counts::hear));
      create("a");
      var census = reader.agentsByState();
      create("b");
      await().atMost(LONG).until(() -> reader.head() == writer.head());
      counts.begin(census);
      await().atMost(LONG).untilAsserted(() -> assertThat(of(counts)).isEqualTo(2));
    }
  }

  @Test
  void serversThatJoinUnderLoadAllCountRight() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    List<PostgresStore> stores = new CopyOnWriteArrayList<>();
    List<AgentCounts> all = new CopyOnWriteArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> makers =
          List.of(pool.submit(() -> make("x", enough)), pool.submit(() -> make("y", enough)));
      for (int i = 0; i < 5; i++) {
        long before = writer.head();
        await().atMost(LONG).until(() -> writer.head() > before + 20);
        PostgresStore store = PostgresStore.open(database, InstantSource.system());
        stores.add(store);
        AgentCounts counts = new AgentCounts();
        store.onDurable(rows -> rows.forEach(counts::hear));
        counts.begin(store.agentsByState());
        all.add(counts);
      }
      enough.set(true);
      long made = makers.get(0).get() + makers.get(1).get();
      for (AgentCounts counts : all) {
        await().atMost(LONG).untilAsserted(() -> assertThat(of(counts)).isEqualTo(made));
        assertThat(counts.now()).containsEntry(AgentState.IDLE, made);
      }
    } finally {
      enough.set(true);
      stores.forEach(PostgresStore::close);
    }
  }

  private int make(String name, AtomicBoolean enough) {
    int made = 0;
    while (!enough.get()) {
      create(name + made++);
    }
    return made;
  }
}
