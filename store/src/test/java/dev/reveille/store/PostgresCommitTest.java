package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that are broken off, in the middle or while they are committed. */
class PostgresCommitTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static PostgresServer server;

  private final List<Recorded> heard = new CopyOnWriteArrayList<>();
  private final List<Recorded> written = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Postgres fresh() {
    return fresh(Duration.ofSeconds(5));
  }

  private static Postgres fresh(Duration patience) {
    PostgresServer.Place place = server.fresh();
    return new Postgres(place.url(), place.user(), place.password(), patience);
  }

  private PostgresStore open(Postgres database) {
    PostgresStore store = PostgresTroubleTest.open(database);
    store.onDurable(heard::addAll);
    store.onWritten(written::addAll);
    return store;
  }

  private static String schema(Postgres database) {
    return database.url().replaceAll(".*=", "");
  }

  private static String waitingFor(String event) {
    return server.sql(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'reveille' AND wait_event = '"
            + event
            + "'");
  }

  private static Connection connection(Postgres database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void run(Connection connection, String statement) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  private static void isUnavailable(CompletableFuture<Outcome> outcome, String says) {
    Outcome.Refused refused = (Outcome.Refused) Scribe.await(outcome);
    assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refused.refusal().why()).contains(says);
  }

  /** All goes on from what is there: each number once, and all of it heard once. */
  private void goesOn(PostgresStore store, Agent agent) {
    await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
    Agent folded = Writers.reloaded(store, agent.id());
    assertThat(folded).isEqualTo(agent);
    new Scribe(store, folded).write(PostgresNodesTest.submit("afterwards"), T0);
    await().atMost(LONG).until(() -> heard.getLast().last() == store.head());
    assertThat(heard).isEqualTo(store.readAfter(0, 1_000));
    // Nobody else writes: also what was not acknowledged is known to be its own.
    await().atMost(LONG).until(() -> written.size() == heard.size());
    assertThat(written).isEqualTo(heard);
  }

  // ── killed within COMMIT ───────────────────────────────────────────────────────────────────

  /** PostgreSQL has committed, and waits for a replica that is not there. */
  @ParameterizedTest
  @ValueSource(strings = {"pg_terminate_backend", "pg_cancel_backend"})
  void aCommitThatIsDoneButNotReplicatedIsNotAcknowledged(String end) {
    Postgres database = fresh();
    try (PostgresStore store = open(database)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      server.sql("ALTER SYSTEM SET synchronous_standby_names = 'missing'");
      CompletableFuture<Outcome> outcome;
      try {
        server.sql("SELECT pg_reload_conf()");
        outcome = untilOneWaits(scribe);
        long told = store.head();
        server.sql("SELECT " + end + "(" + waitingFor("SyncRep") + ")");
        isUnavailable(outcome, end.contains("cancel") ? "nobody knows whether" : "");
        assertThat(store.health()).isInstanceOf(Health.Unavailable.class);
        assertThat(store.head()).as("told before a replica has it").isEqualTo(told);
      } finally {
        server.sql("ALTER SYSTEM RESET synchronous_standby_names");
        server.sql("SELECT pg_reload_conf()");
      }
      goesOn(store, scribe.agent());
    }
    PostgresTroubleTest.isWhole(database);
  }

  /** The setting is not in force everywhere at once. */
  private static CompletableFuture<Outcome> untilOneWaits(Scribe scribe) {
    while (true) {
      CompletableFuture<Outcome> outcome = scribe.begin(PostgresNodesTest.submit("x"), T0);
      await().atMost(LONG).until(() -> outcome.isDone() || !waitingFor("SyncRep").isEmpty());
      if (!outcome.isDone()) {
        return outcome;
      }
    }
  }

  /** What is checked at the end of a transaction waits for the test. */
  @Test
  void aCommitThatIsBrokenOffIsNotThereAndIsDoneAgain() throws Exception {
    Postgres database = fresh();
    try (PostgresStore store = open(database);
        Connection holder = connection(database)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      Agent before = scribe.agent();
      server.sql(
          """
          CREATE FUNCTION %1$s.held() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END';
          CREATE CONSTRAINT TRIGGER held AFTER INSERT ON %1$s.journal
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION %1$s.held()
          """
              .formatted(schema(database)));
      run(holder, "SELECT pg_advisory_lock(42)");
      var outcome = scribe.begin(PostgresNodesTest.submit("x"), T0);
      await().atMost(LONG).until(() -> !waitingFor("advisory").isEmpty());
      server.sql("SELECT pg_terminate_backend(" + waitingFor("advisory") + ")");
      isUnavailable(outcome, "an administrator has cut the connection");
      run(holder, "SELECT pg_advisory_unlock(42)");
      goesOn(store, before);
    }
    PostgresTroubleTest.isWhole(database);
  }

  // ── broken off by PostgreSQL ───────────────────────────────────────────────────────────────

  @Test
  void aDeadlockIsBrokenOffAndNothingIsLost() throws Exception {
    Postgres database = fresh(Duration.ofSeconds(30));
    // It is looked for once: until then the other one must have begun to wait, too.
    server.sql("ALTER ROLE reveille SET deadlock_timeout = '6s'");
    try (PostgresStore store = open(database);
        Connection other = connection(database);
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      Agent before = scribe.agent();
      run(other, "SET deadlock_timeout = '1h'; SET lock_timeout = '60s'");
      other.setAutoCommit(false);
      run(other, "SELECT 1 FROM agents FOR UPDATE");
      var outcome = scribe.begin(PostgresNodesTest.submit("x"), T0);
      await().atMost(LONG).until(() -> !waitingFor("transactionid").isEmpty());
      var head =
          pool.submit(() -> {
            run(other, "SELECT 1 FROM progress WHERE name = 'head' FOR UPDATE");
            return true;
          });
      isUnavailable(outcome, "PostgreSQL broke a transaction off");
      assertThat(head.get()).isTrue();
      other.rollback();
      goesOn(store, before);
    } finally {
      server.sql("ALTER ROLE reveille RESET deadlock_timeout");
    }
    PostgresTroubleTest.isWhole(database);
  }

  /** Two that write would break each other off for ever. */
  @Test
  void whatTheRoleSaysOfIsolationIsNoConcernOfTheStore() throws Exception {
    Postgres database = fresh();
    server.sql(
        "ALTER ROLE reveille SET default_transaction_isolation = 'serializable';"
            + " ALTER ROLE reveille SET statement_timeout = '1ms'");
    try (PostgresStore a = open(database);
        PostgresStore b = PostgresTroubleTest.open(database);
        Writers writers = new Writers(a, 2)) {
      Scribe scribe = new Scribe(b, "by-b");
      scribe.write(PostgresNodesTest.create(), T0);
      for (int i = 0; i < 50; i++) {
        scribe.write(PostgresNodesTest.update(scribe.agent()), T0);
      }
      assertThat(a.health()).isInstanceOf(Health.Healthy.class);
      writers.stopAndCompare();
    } finally {
      server.sql("SET statement_timeout = 0; ALTER ROLE reveille RESET ALL");
    }
    PostgresTroubleTest.isWhole(database);
  }

  // ── who is not let in ──────────────────────────────────────────────────────────────────────

  private static Postgres ofOneWithoutRights() {
    server.sql("CREATE ROLE plain LOGIN PASSWORD 'one'; CREATE SCHEMA plain AUTHORIZATION plain");
    return new Postgres(server.url() + "?currentSchema=plain", "plain", "one");
  }

  private static void saysWhile(PostgresStore store, String what) {
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'plain'");
    await()
        .atMost(LONG)
        .until(() -> store.health() instanceof Health.Unavailable u && u.why().contains(what));
  }

  @Test
  void whoIsNotLetInSaysWhyAndComesBack() {
    Postgres database = ofOneWithoutRights();
    try (PostgresStore store = open(database)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      server.sql("ALTER ROLE plain PASSWORD 'other'");
      saysWhile(store, "PostgreSQL refuses the user or the password");
      isUnavailable(new Scribe(store, "b").begin(PostgresNodesTest.create(), T0), "refuses");
      server.sql("ALTER ROLE plain PASSWORD 'one'");
      goesOn(store, scribe.agent());
      Agent agent = Writers.reloaded(store, new AgentId("a"));
      server.sql("ALTER ROLE plain CONNECTION LIMIT 0");
      saysWhile(store, "PostgreSQL takes no more connections");
      server.sql("ALTER ROLE plain CONNECTION LIMIT -1");
      goesOn(store, agent);
    }
    PostgresTroubleTest.isWhole(database);
  }

  @Test
  void aServerThatIsFullSaysSoAndIsComeBackTo() throws Exception {
    Postgres database = fresh();
    server.sql("ALTER SYSTEM SET max_connections = 12");
    server.kill();
    server.restart();
    List<Connection> others = new CopyOnWriteArrayList<>();
    try (PostgresStore store = open(database);
        Connection administrator = connection(database)) {
      Scribe scribe = new Scribe(store, "a");
      scribe.write(PostgresNodesTest.create(), T0);
      await()
          .atMost(LONG)
          .until(() -> {
            run(
                administrator,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'reveille'");
            fill(others, database);
            return store.health() instanceof Health.Unavailable u
                && u.why().contains("takes no more connections; raise its max_connections");
          });
      isUnavailable(new Scribe(store, "b").begin(PostgresNodesTest.create(), T0), "takes no more");
      for (Connection other : others) {
        other.close();
      }
      goesOn(store, scribe.agent());
    } finally {
      server.sql("ALTER SYSTEM RESET max_connections");
    }
  }

  private static void fill(List<Connection> others, Postgres database) {
    try {
      while (true) {
        others.add(connection(database));
      }
    } catch (SQLException full) {
      assertThat(full.getSQLState()).isEqualTo("53300");
    }
  }
}
