package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, read-only or damaged, and commits of which nobody knows. */
class SqliteTroubleTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  private static Command submit(String prompt) {
    return new Command.Submit(TaskSpec.of(prompt));
  }

  // ── full ───────────────────────────────────────────────────────────────────────────────────

  private static void mount(String... arguments) throws Exception {
    Process mount = new ProcessBuilder(arguments).redirectErrorStream(true).start();
    mount.getInputStream().readAllBytes();
    assumeTrue(mount.waitFor() == 0, "may mount a small disk");
  }

  @Test
  void aFullDiskRefusesUntilThereIsRoomAndLosesNothing() throws Exception {
    mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
    try {
      Path ballast = folder.resolve("ballast");
      Files.write(ballast, new byte[1 << 20]);
      fillAndRecover(ballast);
      List<String> said = new ArrayList<>();
      assertThat(Offline.check(folder, said::add)).as("%s", said).isZero();
    } finally {
      mount("umount", "-l", folder.toString());
    }
  }

  private void fillAndRecover(Path ballast) throws Exception {
    try (SqliteStore store = Lives.open(folder)) {
      Queue<Recorded> heard = new ConcurrentLinkedQueue<>();
      store.onDurable(heard::addAll);
      Agent durable = Agent.absent(new AgentId("a"));
      Journal.Refusal refusal = null;
      for (int i = 0; refusal == null && i < 2_000; i++) {
        Scribe scribe = new Scribe(store, durable);
        Command next = durable.exists() ? cancelOrSubmit(durable) : create();
        switch (Scribe.await(scribe.begin(next, T0.plusMillis(i)))) {
          case Outcome.Durable d -> durable = scribe.agent();
          case Outcome.Refused r -> refusal = r.refusal();
        }
      }
      assertThat(refusal).isNotNull();
      assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refusal.why()).contains("the disk is full", "make room", folder.toString());
      assertThat(store.health()).isInstanceOf(Health.Unavailable.class);
      assertThat(Scribe.load(store, durable.id())).isEqualTo(durable);
      assertThat(heard.stream().mapToLong(Recorded::last).max()).hasValue(store.head());
      Files.delete(ballast);
      await().atMost(SOON).until(() -> store.health() instanceof Health.Healthy);
      Scribe scribe = new Scribe(store, durable);
      scribe.write(submit("there is room"), T0);
      assertThat(store.agent("a").orElseThrow().seq()).isEqualTo(scribe.agent().seq());
    }
  }

  private static Command cancelOrSubmit(Agent agent) {
    return agent.tasks().isEmpty()
        ? submit("x".repeat(10_000))
        : new Command.Cancel(agent.tasks().iterator().next().seq(), "");
  }

  // ── read-only ──────────────────────────────────────────────────────────────────────────────

  @Test
  void aReadOnlyDiskIsSaidAtOnce() throws Exception {
    mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
    try {
      Lives.open(folder).close();
      mount("mount", "-o", "remount,ro", folder.toString());
      assertThatThrownBy(() -> Lives.open(folder))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot write in the data folder " + folder)
          .hasMessageContaining("give the server a folder that it may write");
    } finally {
      mount("umount", "-l", folder.toString());
    }
  }

  @Test
  void aDatabaseThatBecomesReadOnlyRefusesUntilItMayBeWritten() throws Exception {
    Faults faults = new Faults();
    try (SqliteStore store = faults.open(folder)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(create(), T0);
      faults.readOnly = true;
      Outcome outcome = Scribe.await(scribe.begin(submit("one"), T0));
      assertThat(((Outcome.Refused) outcome).refusal().why()).contains("may not be written");
      assertThat(store.health()).isInstanceOf(Health.Unavailable.class);
      faults.readOnly = false;
      await().atMost(SOON).until(() -> store.health() instanceof Health.Healthy);
      Scribe again = new Scribe(store, Scribe.load(store, new AgentId("a")));
      again.write(submit("two"), T0);
      assertThat(store.head()).isEqualTo(2);
    }
  }

  // ── commits that fail ──────────────────────────────────────────────────────────────────────

  /** A connection on a real file that fails when it is told to. */
  private static final class Faults {
    volatile boolean readOnly;
    final AtomicReference<String> nextCommit = new AtomicReference<>("");

    SqliteStore open(Path folder) {
      StoreConfig config = StoreConfig.STANDARD;
      Sql.Opening opening =
          () -> {
            Sql sql = new Faulty(Sql.connect(folder.resolve(SqliteStore.FILE)));
            sql.makeDurable(config);
            return sql;
          };
      return SqliteStore.open(folder, config, opening, InstantSource.system());
    }

    private final class Faulty extends Sql {
      Faulty(Connection connection) {
        super(connection);
      }

      @Override
      void begin() throws SQLException {
        run("PRAGMA query_only = " + (readOnly ? "ON" : "OFF"));
        super.begin();
      }

      @Override
      void commit() throws SQLException {
        switch (nextCommit.getAndSet("")) {
          case "lost" -> throw new SQLException("the commit failed");
          case "done" -> {
            super.commit();
            throw new SQLException("the commit was done, but failed");
          }
          default -> super.commit();
        }
      }
    }
  }

  @Test
  void whatIsQueuedBehindALostAppendIsLostToo() {
    Faults faults = new Faults();
    try (SqliteStore store = faults.open(folder)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(create(), T0);
      Agent durable = scribe.agent();
      store.busy("", 1); // so that the next commit is that of the next append
      faults.nextCommit.set("lost");
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        outcomes.add(scribe.begin(submit("task " + i), T0));
      }
      for (CompletableFuture<Outcome> outcome : outcomes) {
        assertThat(Scribe.await(outcome)).isInstanceOf(Outcome.Refused.class);
      }
      await().atMost(SOON).until(() -> store.health() instanceof Health.Healthy);
      assertThat(Scribe.load(store, new AgentId("a"))).isEqualTo(durable);
      new Scribe(store, durable).write(submit("again"), T0);
    }
    assertThat(Offline.check(folder, line -> {})).isZero();
  }

  @Test
  void aCommitThatFailedAndWasDoneIsHeardLaterAndNeverTwice() {
    Faults faults = new Faults();
    Queue<Recorded> heard = new ConcurrentLinkedQueue<>();
    try (SqliteStore store = faults.open(folder)) {
      store.onDurable(heard::addAll);
      Scribe scribe = new Scribe(store, "a");
      scribe.write(create(), T0);
      store.busy("", 1); // so that the next commit is that of the next append
      faults.nextCommit.set("done");
      assertThat(Scribe.await(scribe.begin(submit("one"), T0))).isInstanceOf(Outcome.Refused.class);
      await().atMost(SOON).until(() -> store.health() instanceof Health.Healthy);
      Agent loaded = Scribe.load(store, new AgentId("a"));
      assertThat(loaded).isEqualTo(scribe.agent());
      new Scribe(store, loaded).write(submit("two"), T0);
      assertThat(store.agent("a").orElseThrow().queued()).isEqualTo(2);
      assertThat(heard).extracting(Recorded::position).containsExactly(1L, 2L, 3L);
    }
    assertThat(Offline.check(folder, line -> {})).isZero();
  }

  // ── damaged ────────────────────────────────────────────────────────────────────────────────

  private void overwrite(long offset, int length) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve(SqliteStore.FILE).toFile(), "rw")) {
      file.seek(offset);
      byte[] noise = new byte[length];
      Arrays.fill(noise, (byte) 0xA5);
      file.write(noise);
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsNotOpened() throws Exception {
    Lives.open(folder).close();
    overwrite(0, 4_096);
    assertThatThrownBy(() -> Lives.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the database is damaged")
        .hasMessageContaining("restore a backup");
  }

  @Test
  void damageInTheMiddleIsToldToWhoMeetsItAndFoundByACheck() throws Exception {
    RandomHistory history = new RandomHistory(9, 20);
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, history, 3_000);
    }
    long size = Files.size(folder.resolve(SqliteStore.FILE));
    overwrite(size / 4 / 4_096 * 4_096, (int) (size / 2));
    List<String> said = new ArrayList<>();
    assertThat(checked(said)).as("%s", said).isTrue();
    try (SqliteStore store = Lives.open(folder)) {
      assertThatThrownBy(() -> history.agents().forEach(agent -> Scribe.load(store, agent.id())))
          .hasRootCauseInstanceOf(Journal.Unavailable.class)
          .hasMessageContaining("reveille check");
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining("damaged");
    }
  }

  private boolean checked(List<String> said) {
    try {
      return Offline.check(folder, said::add) > 0;
    } catch (StoreException e) {
      return String.valueOf(e.getMessage()).contains("damaged");
    }
  }

  @Test
  void aNewerSchemaIsNotTouched() throws Exception {
    Lives.open(folder).close();
    try (Sql sql = new Sql(Sql.connect(folder.resolve(SqliteStore.FILE)))) {
      sql.run("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> Lives.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("start the newer version");
  }
}
