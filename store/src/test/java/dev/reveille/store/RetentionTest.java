package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import dev.reveille.core.Priority;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.testkit.Scribe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the table of events keeps, and that the journal keeps the rest. */
class RetentionTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void data() {
    data = folder.resolve("data");
    assertThat(data.toFile().mkdirs()).isTrue();
  }

  private SqliteStore open(Duration age, long events) {
    StoreConfig config = StoreConfig.STANDARD.with(new Retention(age, events));
    return SqliteStore.open(data, config, InstantSource.system());
  }

  private static void publish(SqliteStore store, int from, int to, Duration apart) {
    Scribe log = new Scribe(store, loaded(store));
    for (int i = from; i <= to; i++) {
      Event event = new Event("e", Priority.LOW, "id-" + i, null, null, null, null);
      log.write(new Command.Publish(event), T0.plus(apart.multipliedBy(i)));
      store.events(null, null, null, 1); // the table follows now
    }
  }

  private static Agent loaded(SqliteStore store) {
    CompletableFuture<Agent> loaded = new CompletableFuture<>();
    store.load(
        AgentId.EVENT_LOG,
        new Journal.Loading() {
          @Override
          public void loaded(Agent agent) {
            loaded.complete(agent);
          }

          @Override
          public void failed(Journal.Refusal refusal) {
            loaded.completeExceptionally(new IllegalStateException(refusal.why()));
          }
        });
    return loaded.join();
  }

  private static List<Long> kept(SqliteStore store) {
    return store.events(null, null, null, 1_000).stream().map(EventRow::seq).toList();
  }

  @Test
  void ofTooManyTheNewestAreKept() {
    try (SqliteStore store = open(Duration.ofDays(30), 10)) {
      publish(store, 1, 25, Duration.ofSeconds(1));
      assertThat(kept(store)).containsExactly(25L, 24L, 23L, 22L, 21L, 20L, 19L, 18L, 17L, 16L);
      assertThat(store.readAgent(AgentId.EVENT_LOG, 1, 1)).as("the journal keeps all").hasSize(1);
    }
  }

  @Test
  void whatIsTooOldBesideTheNewestIsDropped() {
    try (SqliteStore store = open(Duration.ofDays(3), 1_000_000)) {
      store.events(null, null, null, 1);
      publish(store, 1, 5, Duration.ofDays(1));
    }
    try (SqliteStore store = open(Duration.ofDays(3), 1_000_000)) {
      publish(store, 6, 6, Duration.ofDays(1));
      assertThat(kept(store)).containsExactly(6L, 5L, 4L, 3L);
    }
  }

  @Test
  void whatWasDroppedIsNoDamageAndComesBackWithARebuild() {
    List<String> said = new ArrayList<>();
    try (SqliteStore store = open(Duration.ofDays(30), 5)) {
      publish(store, 1, 20, Duration.ofSeconds(1));
      assertThat(kept(store)).hasSize(5);
    }
    assertThat(Offline.check(data, said::add)).as(said.toString()).isZero();
    Offline.rebuild(data, said::add);
    assertThat(Offline.check(data, said::add)).as(said.toString()).isZero();
    try (SqliteStore store = open(Duration.ofDays(30), 5)) {
      assertThat(kept(store)).hasSize(20);
      publish(store, 21, 21, Duration.ofSeconds(1));
      assertThat(kept(store)).containsExactly(21L, 20L, 19L, 18L, 17L);
    }
  }
}
