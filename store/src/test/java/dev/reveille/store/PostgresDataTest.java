package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Command;
import dev.reveille.core.Note;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Journal.Alarm;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Views.AgentFilter;
import dev.reveille.engine.Views.TaskFilter;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.RandomHistory;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PostgreSQL database holds, and that all of it can be made again. */
class PostgresDataTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Postgres database = PostgresContractTest.fresh();
  private final List<String> said = new ArrayList<>();

  private PostgresStore open() {
    return PostgresStore.open(database, InstantSource.system());
  }

  private void isWhole() {
    assertThat(Offline.check(database, said::add)).as("%s", said).isZero();
  }

  private static void live(Store store, RandomHistory history, int steps) {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      RandomHistory.Step step = history.next();
      outcomes.add(Scribe.append(store, step));
      if (i % 5 == 0) {
        store.snapshot(step.after());
      }
    }
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(Scribe.await(outcome)).isInstanceOf(Outcome.Durable.class);
    }
  }

  /** All rows but those that say how far something is, as text. */
  private List<String> rows(List<String> tables) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Sql sql = database.reader();
        Statement s = sql.connection().createStatement()) {
      for (String table : tables) {
        try (ResultSet row = s.executeQuery("SELECT t::text FROM " + table + " t ORDER BY 1")) {
          while (row.next()) {
            rows.add(table + ' ' + row.getString(1));
          }
        }
      }
    }
    return rows;
  }

  // ── derived from the journal ───────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void rebuiltTablesEqualLiveOnes(long seed) throws Exception {
    try (PostgresStore store = open()) {
      live(store, RandomHistory.withPost(seed, 300), 4_000);
    }
    List<String> live = rows(Projections.TABLES);
    assertThat(live).hasSizeGreaterThan(1_000);
    isWhole();
    assertThat(Offline.rebuild(database, said::add)).isEqualTo(4_000);
    assertThat(rows(Projections.TABLES)).isEqualTo(live);
    isWhole();
  }

  @Test
  void aRebuildThatWasBrokenOffIsFinishedByTheNextStart() throws Exception {
    RandomHistory history = RandomHistory.withPost(3, 50);
    try (PostgresStore store = open()) {
      live(store, history, 1_000);
    }
    List<String> live = rows(Projections.TABLES);
    try (Sql sql = database.alone()) {
      sql.begin();
      new Projections(sql, Retention.ALL).clear();
      sql.commit();
    }
    try (PostgresStore store = open()) {
      assertThat(rows(Projections.TABLES)).isEqualTo(live);
      live(store, history, 200);
      for (Agent agent : history.agents()) {
        assertThat(Scribe.load(store, agent.id())).isEqualTo(agent);
      }
    }
    isWhole();
  }

  @Test
  void whatIsWrongIsFound() {
    try (PostgresStore store = open()) {
      live(store, RandomHistory.withPost(4, 20), 500);
    }
    String schema = database.url().replaceAll(".*=", "") + '.';
    PostgresServer server = PostgresServer.shared();
    server.sql("UPDATE " + schema + "agents SET slice = (slice + 1) % 256");
    server.sql("UPDATE " + schema + "progress SET value = value + 1 WHERE name = 'probes'");
    assertThat(Offline.check(database, said::add)).isPositive();
    assertThat(said).anyMatch(line -> line.contains("the slice of agent"));
    Offline.rebuild(database, said::add);
    isWhole();
  }

  // ── what texts hold ────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(
      strings = {"\0", "\u001a", "\u001a0", "a\0b\u001a1\0", "ü€𝄞 שלום", "' \\ % _ * ? [", "\n\t"})
  void everyTextComesBackAsItWas(String text) {
    try (PostgresStore store = open()) {
      Scribe a = new Scribe(store, "a");
      a.write(PostgresNodesTest.create(), T0);
      a.write(
          new Command.Submit(
              new TaskSpec(
                  "x" + text,
                  Priority.NORMAL,
                  "t" + text,
                  null,
                  null,
                  null,
                  1,
                  null,
                  null,
                  "o" + text)),
          T0);
      a.write(new Command.Remember(new Note("k" + text, "word " + text, List.of("g"), "user")), T0);
      a.write(
          new Command.FallAsleep(new Sleep(T0.plusSeconds(9), List.of("e" + text), null, null, "")),
          T0);
      var task = store.tasks(new TaskFilter("a", null), null, 9);
      assertThat(task.getFirst().threadId()).isEqualTo("t" + text);
      assertThat(task.getFirst().origin()).isEqualTo("o" + text);
      assertThat(store.thread("a", "t" + text, Long.MAX_VALUE, 9)).isEqualTo(task);
      var note = store.notes(new AgentId("a"), "word", 0, 9).getFirst().note();
      assertThat(note.key()).isEqualTo("k" + text);
      assertThat(note.text()).isEqualTo("word " + text);
      assertThat(store.listeners("e" + text, "", 9)).containsExactly(new AgentId("a"));
      assertThat(Scribe.load(store, new AgentId("a"))).isEqualTo(a.agent());
      assertThat(store.readAgent(new AgentId("a"), 2, 1).getFirst().entries().toString())
          .contains("x" + text);
    }
    isWhole();
  }

  @Test
  void notesAreFoundWithoutCaseAccentsAndPunctuation() {
    try (PostgresStore store = open()) {
      Scribe a = new Scribe(store, "a");
      a.write(PostgresNodesTest.create(), T0);
      String text = "Die Datei /var/log/Übung-7.txt liegt bei olaf@example.org";
      a.write(new Command.Remember(new Note("k", text, List.of("Überblick"), "user")), T0);
      for (String word : List.of("übung", "UBUNG", "log", "7", "txt", "example", "uberbl")) {
        assertThat(store.notes(new AgentId("a"), word, 0, 9)).as(word).hasSize(1);
      }
      for (String word : List.of("bung", "'", "' | 'die", ":*", "\\", "mars")) {
        store.notes(new AgentId("a"), word, 0, 9);
      }
      assertThat(store.notes(new AgentId("a"), "mars", 0, 9)).isEmpty();
    }
    isWhole();
  }

  @Test
  void whatIsLargeIsKept() {
    String large = "0123456789abcdef".repeat(400_000);
    try (PostgresStore store = open()) {
      Scribe a = new Scribe(store, "a");
      a.write(PostgresNodesTest.create(), T0);
      a.write(PostgresNodesTest.submit(large), T0);
      assertThat(Scribe.load(store, new AgentId("a"))).isEqualTo(a.agent());
      assertThat(store.readAfter(1, 1).getFirst().entries().toString()).contains(large);
    }
  }

  @Test
  void patternsOfAnyLengthAreHeard() {
    try (PostgresStore store = open()) {
      Scribe a = new Scribe(store, "a");
      a.write(PostgresNodesTest.create(), T0);
      List<String> patterns = List.of("*".repeat(5_000), "x".repeat(5_000), "a.*");
      a.write(new Command.FallAsleep(new Sleep(T0.plusSeconds(9), patterns, null, null, "")), T0);
      assertThat(store.listeners("anything", "", 9)).containsExactly(new AgentId("a"));
    }
    isWhole();
  }

  @Test
  void tenThousandAgentsSleepAndAreFoundInTheirOrder() {
    int agents = 10_000;
    try (PostgresStore store = open()) {
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        Scribe scribe = new Scribe(store, "agent-%05d".formatted(i));
        outcomes.add(scribe.begin(PostgresNodesTest.create(), T0));
        Sleep sleep = new Sleep(T0.plusSeconds(agents - i), List.of(), null, null, "");
        outcomes.add(scribe.begin(new Command.FallAsleep(sleep), T0));
      }
      outcomes.forEach(Scribe::await);
      assertThat(store.agentsByState().agents())
          .containsExactly(Map.entry(AgentState.SLEEPING, (long) agents));
      List<Alarm> first = store.alarms(Instant.EPOCH, Instant.MAX, 3);
      assertThat(first.getFirst().agent()).isEqualTo(new AgentId("agent-09999"));
      assertThat(store.alarms(Instant.EPOCH, Instant.MAX, 20_000)).hasSize(agents);
      assertThat(store.agents(new AgentFilter(null, null, "agent-0999"), "", 99)).hasSize(10);
    }
  }

  // ── from a data folder ─────────────────────────────────────────────────────────────────────

  @Test
  void aDataFolderIsCopiedWholeAndUsed(@TempDir Path folder) throws Exception {
    RandomHistory history = RandomHistory.withPost(6, 100);
    List<Recorded> wanted;
    try (SqliteStore store = Lives.open(folder)) {
      live(store, history, 3_000);
      store.bookmark("post", 17);
      wanted = store.readAfter(0, 10_000);
    }
    assertThat(PostgresCopy.copy(folder, database, said::add)).as("%s", said).isZero();
    try (PostgresStore store = open()) {
      assertThat(store.readAfter(0, 10_000)).isEqualTo(wanted);
      assertThat(store.bookmark("post")).isEqualTo(17);
      for (Agent agent : history.agents()) {
        assertThat(Scribe.load(store, agent.id())).isEqualTo(agent);
      }
      live(store, history, 100);
    }
    isWhole();
    assertThatThrownBy(() -> PostgresCopy.copy(folder, database, said::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not empty");
  }

  @Test
  void aCopyThatWasBrokenOffGoesOnAndIsNotUsedBefore(@TempDir Path folder, @TempDir Path other)
      throws Exception {
    try (SqliteStore store = Lives.open(folder)) {
      live(store, RandomHistory.withPost(7, 50), 2_000);
    }
    try (SqliteStore store = Lives.open(other)) {
      live(store, RandomHistory.withPost(8, 50), 2_000);
    }
    assertThatThrownBy(() ->
            PostgresCopy.copy(
                folder,
                database,
                line -> {
                  throw new IllegalStateException("broken off");
                }))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("run `reveille migrate postgres` again");
    assertThatThrownBy(() -> PostgresCopy.copy(other, database, said::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another data folder");
    assertThat(PostgresCopy.copy(folder, database, said::add)).as("%s", said).isZero();
    isWhole();
  }
}
