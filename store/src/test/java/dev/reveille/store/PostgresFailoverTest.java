package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A primary that dies, and its replica that takes its place. */
class PostgresFailoverTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  /** An address that names both. */
  private static Postgres either(PostgresServer.Place place, PostgresServer second) {
    String url = place.url().replaceFirst("(//[^/]*)/", "$1,127.0.0.1:" + second.port() + "/");
    return new Postgres(url, place.user(), place.password());
  }

  private static void set(PostgresServer server, String setting) {
    server.sql("ALTER SYSTEM SET " + setting);
    server.sql("SELECT pg_reload_conf()");
  }

  private static void awaitReplication(PostgresServer primary, String state) {
    await()
        .atMost(LONG)
        .until(() -> primary.sql("SELECT sync_state FROM pg_stat_replication").equals(state));
  }

  @Test
  void withSynchronousReplicationNothingIsLostAndAllGoesOnByItself() throws Exception {
    try (PostgresServer primary = PostgresServer.start();
        PostgresServer replica = primary.standby()) {
      set(primary, "synchronous_standby_names = '*'");
      awaitReplication(primary, "sync");
      PostgresServer.Place place = primary.fresh();
      Postgres database = either(place, replica);
      try (PostgresStore store = PostgresTroubleTest.open(database);
          Writers writers = new Writers(store, 4)) {
        writers.awaitMore(100);
        primary.kill();
        await()
            .atMost(LONG)
            .until(() ->
                store.health() instanceof Health.Unavailable u
                    && u.why().contains("none of the servers"));
        replica.promote();
        writers.awaitMore(100);
        writers.stopAndCompare();
        assertThat(store.health()).isInstanceOf(Health.Healthy.class);
      }
      PostgresTroubleTest.isWhole(database);
    }
  }

  @Test
  void afterAFailoverThatLostSomethingItRefusesUntilItIsStartedAgain() {
    try (PostgresServer primary = PostgresServer.start();
        PostgresServer replica = primary.standby()) {
      awaitReplication(primary, "async");
      PostgresServer.Place place = primary.fresh();
      Postgres database = either(place, replica);
      try (PostgresStore store = PostgresTroubleTest.open(database)) {
        Scribe scribe = new Scribe(store, "a");
        scribe.write(PostgresNodesTest.create(), T0);
        awaitTheSame(primary, replica);
        PostgresTroubleTest.cannotOpen(
            new Postgres(
                place.url().replace(":" + primary.port(), ":" + replica.port()),
                place.user(),
                place.password()),
            "replica or read only",
            "targetServerType=primary");
        set(replica, "primary_conninfo = ''");
        awaitReplication(primary, "");
        scribe.write(PostgresNodesTest.submit("lost"), T0);
        primary.kill();
        replica.promote();
        awaitLost(store, "ends at 1, and this server has heard of 2");
        assertThat(reason(store)).isEqualTo(Reason.UNAVAILABLE);
        goOnElsewhere(database);
        awaitLost(store, "has something else at 2 than this server has heard of");
        assertThat(reason(store)).isEqualTo(Reason.UNAVAILABLE);
      }
      try (PostgresStore again = PostgresTroubleTest.open(database)) {
        assertThat(Scribe.load(again, new AgentId("a")).seq()).isEqualTo(1);
        assertThat(again.head()).isEqualTo(3);
        new Scribe(again, Scribe.load(again, new AgentId("a")))
            .write(PostgresNodesTest.submit("again"), T0);
      }
      PostgresTroubleTest.isWhole(database);
    }
  }

  /** A server that was started after it, or had heard of less. */
  private static void goOnElsewhere(Postgres database) {
    try (PostgresStore other = PostgresTroubleTest.open(database)) {
      Scribe scribe = new Scribe(other, "b");
      scribe.write(PostgresNodesTest.create(), T0);
      scribe.write(PostgresNodesTest.submit("not lost"), T0);
    }
  }

  private static void awaitTheSame(PostgresServer primary, PostgresServer replica) {
    String at = primary.sql("SELECT pg_current_wal_lsn()");
    await()
        .atMost(LONG)
        .until(() ->
            replica.sql("SELECT pg_last_wal_replay_lsn() >= '" + at + "'::pg_lsn").equals("t"));
  }

  private static void awaitLost(PostgresStore store, String how) {
    await()
        .atMost(LONG)
        .until(() ->
            store.health() instanceof Health.Unavailable u
                && u.why().startsWith("the database has lost what it had acknowledged")
                && u.why().contains(how));
  }

  private static Reason reason(PostgresStore store) {
    Scribe scribe = new Scribe(store, "c");
    return switch (Scribe.await(scribe.begin(PostgresNodesTest.create(), T0))) {
      case Outcome.Refused refused -> refused.refusal().reason();
      case Outcome.Durable durable -> throw new AssertionError(durable);
    };
  }
}
