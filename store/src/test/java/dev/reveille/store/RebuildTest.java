package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is derived from the journal can be derived again, and is the same. */
class RebuildTest {
  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rebuiltTablesEqualLiveOnes(long seed) throws Exception {
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, RandomHistory.withPost(seed, 300), 6_000);
    }
    List<String> live = Lives.queryTables(folder);
    assertThat(live).hasSizeGreaterThan(1_000);
    assertThat(Offline.check(folder, said::add)).as("%s", said).isZero();
    assertThat(Offline.rebuild(folder, said::add)).isEqualTo(6_000);
    assertThat(Lives.queryTables(folder)).isEqualTo(live);
  }

  @Test
  void aReopenedStoreGoesOnWhereItWas() throws Exception {
    RandomHistory history = RandomHistory.withPost(4, 50);
    for (int round = 0; round < 4; round++) {
      try (SqliteStore store = Lives.open(folder)) {
        Lives.live(store, history, 400);
        for (Agent agent : history.agents()) {
          assertThat(Scribe.load(store, agent.id())).isEqualTo(agent);
        }
      }
    }
    assertThat(Offline.check(folder, said::add)).as("%s", said).isZero();
  }

  /** What a process leaves that dies with changes that the query tables never saw. */
  @Test
  void aStoreThatDiedCatchesUpWhenItIsOpened(@TempDir Path copy) throws Exception {
    StoreConfig lazy = lazy();
    RandomHistory history = RandomHistory.withPost(5, 100);
    try (SqliteStore store = SqliteStore.open(folder, lazy, InstantSource.system())) {
      Lives.live(store, history, 1_000);
      store.busy("", 1); // all so far is in the tables
      Lives.live(store, history, 1_000);
      copyTo(copy);
    }
    List<String> live = Lives.queryTables(folder);
    assertThat(Lives.queryTables(copy)).isNotEqualTo(live);
    try (SqliteStore store = Lives.open(copy)) {
      assertThat(store.head()).isPositive();
    }
    assertThat(Lives.queryTables(copy)).isEqualTo(live);
  }

  /** A store that was written before there were mails, schedules and events. */
  @Test
  void aStoreOfTheFirstSchemaIsFilledAnew() throws Exception {
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, RandomHistory.withPost(6, 50), 2_000);
    }
    List<String> live = Lives.queryTables(folder);
    Lives.backToTheFirstSchema(folder);
    Lives.open(folder).close();
    assertThat(Lives.queryTables(folder)).isEqualTo(live);
  }

  @Test
  void aBookmarkOutlivesTheProcessAndARebuild() throws Exception {
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, RandomHistory.withPost(7, 5), 20);
      store.bookmark("post", 17);
    }
    Offline.rebuild(folder, said::add);
    try (SqliteStore store = Lives.open(folder)) {
      assertThat(store.bookmark("post")).isEqualTo(17);
    }
  }

  private static StoreConfig lazy() {
    StoreConfig s = StoreConfig.STANDARD;
    return new StoreConfig(
        s.groupAppends(),
        s.groupBytes(),
        s.queueAppends(),
        s.queueBytes(),
        1_000_000,
        Duration.ofHours(1),
        s.readers(),
        s.queueReads(),
        s.heads(),
        s.snapshotAfter(),
        s.walPages(),
        s.maxSkew(),
        s.retention());
  }

  private void copyTo(Path copy) throws Exception {
    for (String file : List.of(SqliteStore.FILE, SqliteStore.FILE + "-wal")) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
  }
}
