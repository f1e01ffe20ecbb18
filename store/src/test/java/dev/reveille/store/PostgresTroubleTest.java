package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that goes away, comes back, or is not what it should be. */
class PostgresTroubleTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  static PostgresStore open(Postgres database) {
    return PostgresStore.open(database, InstantSource.system());
  }

  static void isWhole(Postgres database) {
    List<String> said = new ArrayList<>();
    assertThat(Offline.check(database, said::add)).as("%s", said).isZero();
  }

  // ── what is said at the start ──────────────────────────────────────────────────────────────

  static void cannotOpen(Postgres database, String... says) {
    assertThatThrownBy(() -> open(database))
        .isInstanceOf(StoreException.class)
        .message()
        .contains(says)
        .doesNotContain("wrong-password", "\n");
  }

  @Test
  void whatIsWrongIsSaidAtOnceAndWithoutSecrets() {
    Postgres good = PostgresContractTest.fresh();
    String user = good.user();
    String password = good.password();
    String server = PostgresServer.shared().url();
    cannotOpen(new Postgres(good.url(), user, "wrong-password"), "refuses the user", "passwordEnv");
    cannotOpen(new Postgres(good.url(), "nobody-here", "wrong-password"), "refuses the user");
    cannotOpen(
        new Postgres(server.replace("/postgres", "/elsewhere"), user, password),
        "no such database",
        "createdb");
    cannotOpen(
        new Postgres(server + "?currentSchema=elsewhere", user, password), "no schema", "make it");
    cannotOpen(
        new Postgres("jdbc:postgresql://127.0.0.1:1/x", user, password),
        "does not answer",
        "jdbc:postgresql://127.0.0.1:1/x");
    cannotOpen(
        new Postgres("jdbc:mysql://127.0.0.1/x", user, password), "no address of PostgreSQL");
  }

  @Test
  void aServerThatIsTooOldIsNotUsed() {
    assertThatThrownBy(() -> Postgres.tooOld(140_019))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 14")
        .hasMessageContaining("15 or later");
    assertThatCode(() -> Postgres.tooOld(150_000)).doesNotThrowAnyException();
  }

  @Test
  void aUserWithoutRightsIsToldWhatItLacks() {
    PostgresServer server = PostgresServer.shared();
    Postgres all = PostgresContractTest.fresh();
    String schema = all.url().replaceAll(".*=", "");
    server.sql(
        "CREATE ROLE poor LOGIN PASSWORD 'poor'; GRANT USAGE ON SCHEMA " + schema + " TO poor");
    cannotOpen(new Postgres(all.url(), "poor", "poor"), "lacks rights", "docs/operating.md");
  }

  @Test
  void aNewerSchemaIsNotTouched() {
    Postgres database = PostgresContractTest.fresh();
    open(database).close();
    String schema = database.url().replaceAll(".*=", "");
    PostgresServer.shared().sql("UPDATE " + schema + ".schema_version SET version = 99");
    cannotOpen(database, "start the newer version");
  }

  @Test
  void aDatabaseInUseIsNeitherCheckedNorRebuilt() {
    Postgres database = PostgresContractTest.fresh();
    try (PostgresStore store = open(database)) {
      assertThat(store.head()).isZero();
      assertThatThrownBy(() -> Offline.rebuild(database, line -> {}))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by a server");
    }
    isWhole(database);
  }

  @Test
  void commitsAreDurableWhereTheServerWouldNotSync() throws Exception {
    Postgres database = PostgresContractTest.fresh();
    Postgres careless =
        new Postgres(
            database.url() + "&options=-c%20synchronous_commit=off",
            database.user(),
            database.password());
    try (Sql sql = careless.writer(Retention.STANDARD)) {
      assertThat(Queries.list(sql.prepare("SHOW synchronous_commit"), row -> row.getString(1)))
          .containsExactly("on");
    }
  }

  // ── what happens later ─────────────────────────────────────────────────────────────────────

  @Test
  void killedUnderLoadItLosesNothingAcknowledgedAndGoesOnByItself() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      Postgres database = PostgresContractTest.at(server.fresh());
      try (PostgresStore store = open(database);
          Writers writers = new Writers(store, 8)) {
        for (int round = 1; round <= 3; round++) {
          writers.awaitMore(200);
          server.kill();
          await().atMost(LONG).until(() -> store.health() instanceof Health.Unavailable);
          server.restart();
          await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
        }
        writers.stopAndCompare();
      }
      isWhole(database);
    }
  }

  @Test
  void aBackendThatIsTerminatedIsReplaced() {
    Postgres database = PostgresContractTest.fresh();
    try (PostgresStore store = open(database)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      Agent agent = scribe.agent();
      for (int round = 0; round < 5; round++) {
        PostgresServer.shared()
            .sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE application_name = 'reveille'");
        Scribe next = new Scribe(store, agent);
        switch (Scribe.await(next.begin(PostgresNodesTest.submit("one"), T0))) {
          case Outcome.Durable _ -> {}
          case Outcome.Refused refused ->
              assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
        }
        await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
        agent = Writers.reloaded(store, agent.id());
      }
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(Journal.Unavailable.class)
          .untilAsserted(() ->
              assertThat(store.agent("a").orElseThrow().seq())
                  .isEqualTo(store.readAgent(new AgentId("a"), 1, 100).getLast().seq()));
    }
    isWhole(database);
  }

  @Test
  void aReadOnlyServerRefusesUntilItMayBeWritten() {
    try (PostgresServer server = PostgresServer.start()) {
      Postgres database = PostgresContractTest.at(server.fresh());
      try (PostgresStore store = open(database)) {
        Scribe scribe = new Scribe(store, "a");
        scribe.write(PostgresNodesTest.create(), T0);
        server.sql("ALTER ROLE reveille SET default_transaction_read_only = on");
        server.kill();
        server.restart();
        await()
            .atMost(LONG)
            .until(() ->
                store.health() instanceof Health.Unavailable u && u.why().contains("replica"));
        server.sql("BEGIN READ WRITE; ALTER ROLE reveille RESET ALL; COMMIT");
        await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
        new Scribe(store, Scribe.load(store, new AgentId("a")))
            .write(PostgresNodesTest.submit("again"), T0);
      }
    }
  }

  @Test
  void aTransactionThatHoldsTheHeadOnlyDelaysTheOthers() throws Exception {
    Postgres database = PostgresContractTest.fresh();
    try (PostgresStore store = open(database);
        Sql other = database.writer(Retention.STANDARD)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      other.begin();
      other.run("SELECT value FROM progress WHERE name = 'head' FOR UPDATE");
      var outcome = scribe.begin(PostgresNodesTest.submit("waits"), T0);
      assertThat(store.agent("a")).as("readers do not wait").isPresent();
      assertThat(outcome).isNotDone();
      other.rollback();
      assertThat(Scribe.await(outcome)).isEqualTo(new Outcome.Durable(2));
    }
  }
}
