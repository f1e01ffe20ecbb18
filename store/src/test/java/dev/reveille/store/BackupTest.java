package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Agent;
import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  private final List<String> said = new ArrayList<>();

  private Path restored(Path backup) throws IOException {
    Path data = Files.createDirectories(elsewhere.resolve("restored-" + backup.getFileName()));
    Files.copy(backup, data.resolve(SqliteStore.FILE));
    return data;
  }

  @Test
  void isTheStoreAsItWasAndTheStoreGoesOn() throws Exception {
    RandomHistory history = RandomHistory.withPost(11, 100);
    Path backup = elsewhere.resolve("one.db");
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, history, 1_000);
      List<Agent> then = history.agents().stream().toList();
      long head = store.head();
      Backup.Copied copied = Backup.make(folder, backup);
      assertThat(copied.position()).isEqualTo(head);
      assertThat(copied.bytes()).isEqualTo(Files.size(backup));
      Lives.live(store, history, 500);
      assertThat(store.head()).isGreaterThan(head);
      try (SqliteStore other = Lives.open(restored(backup))) {
        assertThat(other.head()).isEqualTo(head);
        for (Agent agent : then) {
          assertThat(Scribe.load(other, agent.id())).isEqualTo(agent);
        }
      }
    }
    Path data = elsewhere.resolve("restored-one.db");
    assertThat(Offline.check(data, said::add)).as("%s", said).isZero();
  }

  /** Whatever moment the copy is of, it is one moment. */
  @Test
  void isWholeHoweverMuchIsWrittenMeanwhile() throws Exception {
    RandomHistory history = RandomHistory.withPost(12, 100);
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, history, 2_000);
      Thread writing = Thread.ofPlatform().start(() -> Lives.live(store, history, 6_000));
      List<Long> positions = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        positions.add(Backup.make(folder, elsewhere.resolve(i + ".db")).position());
      }
      writing.join();
      assertThat(positions).isSorted();
    }
    for (int i = 0; i < 5; i++) {
      Path data = restored(elsewhere.resolve(i + ".db"));
      assertThat(Offline.check(data, said::add)).as("%s", said).isZero();
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    Path backup = elsewhere.resolve("one.db");
    assertThatThrownBy(() -> Backup.make(folder, backup))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("name a data folder");
    Lives.open(folder).close();
    Path nowhere = elsewhere.resolve("missing").resolve("one.db");
    assertThatThrownBy(() -> Backup.make(folder, nowhere))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(nowhere.toString());
    Files.writeString(backup, "mine");
    assertThatThrownBy(() -> Backup.make(folder, backup))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("exists");
    assertThat(backup).content().isEqualTo("mine");
  }
}
