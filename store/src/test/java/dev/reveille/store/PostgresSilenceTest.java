package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import dev.reveille.testkit.Wall;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network that loses what is said and says nothing of it, and a server that stands still. */
class PostgresSilenceTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Postgres direct = PostgresContractTest.fresh();
  private final Wall wall = new Wall(PostgresServer.shared().port());

  PostgresSilenceTest() throws IOException {}

  private Postgres through(String parameters) {
    String port = ":" + PostgresServer.shared().port();
    return hasty(direct.url().replace(port, ":" + wall.port()) + parameters);
  }

  private Postgres hasty(String url) {
    return new Postgres(url, direct.user(), direct.password(), Duration.ofSeconds(2));
  }

  @AfterEach
  void end() throws IOException {
    wall.close();
    PostgresTroubleTest.isWhole(direct);
  }

  private static boolean saysNothing(PostgresStore store) {
    return store.health() instanceof Health.Unavailable u && u.why().contains("says nothing");
  }

  @Test
  void itIsNoticedRefusedAndLosesAndDoublesNothing() throws Exception {
    try (PostgresStore store = PostgresTroubleTest.open(through(""));
        PostgresStore other = PostgresTroubleTest.open(direct);
        Writers writers = new Writers(store, 4)) {
      writers.awaitMore(50);
      store.agent("agent-0"); // the readers have lines, too
      wall.silence();
      await().atMost(LONG).until(() -> saysNothing(store));
      assertThatThrownBy(() -> store.agent("agent-0"))
          .isInstanceOf(Journal.Unavailable.class)
          .hasMessageContaining("says nothing; see whether it")
          .hasMessageContaining(direct.place().replaceAll(".*/", "/"));
      new Scribe(other, "meanwhile").write(PostgresNodesTest.create(), T0);
      wall.open();
      await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
      writers.awaitMore(50);
      writers.stopAndCompare();
      assertThat(store.agent("meanwhile")).isPresent();
    }
  }

  @Test
  void whoHasNothingToWriteNoticesItAndHearsLaterWhatOthersWrote() {
    try (PostgresStore store = PostgresTroubleTest.open(through(""));
        PostgresStore other = PostgresTroubleTest.open(direct)) {
      wall.silence();
      new Scribe(other, "a").write(PostgresNodesTest.create(), T0);
      await().atMost(LONG).until(() -> saysNothing(store));
      wall.open();
      await().atMost(LONG).until(() -> store.head() == other.head());
      await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
    }
  }

  /** No time limit of a socket holds for what is sent. */
  @Test
  void whatIsTooMuchForASilentNetworkToTakeIsGivenUp() throws Exception {
    try (PostgresStore store = PostgresTroubleTest.open(through("&sendBufferSize=65536"));
        Sql holder = direct.writer(Retention.STANDARD)) {
      new Scribe(store, "first").write(PostgresNodesTest.create(), T0);
      // All but the first wait for each other: a group of few would fit into the buffers on the
      // way, and be committed when they are let through.
      holder.begin();
      holder.run("SELECT value FROM progress WHERE name = 'head' FOR UPDATE");
      wall.silenceAfter(300_000);
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Scribe scribe = new Scribe(store, "a" + i);
        outcomes.add(scribe.begin(PostgresNodesTest.create(), T0));
        outcomes.add(scribe.begin(PostgresNodesTest.submit("x".repeat(200_000)), T0));
      }
      holder.rollback();
      await().atMost(LONG).until(() -> outcomes.stream().allMatch(CompletableFuture::isDone));
      long refused = outcomes.stream().filter(it -> isUnavailable(Scribe.await(it))).count();
      assertThat(refused).isPositive();
      wall.open();
      await().atMost(LONG).until(() -> store.health() instanceof Health.Healthy);
      assertThat(store.readAfter(0, 100)).hasSize((int) (41 - refused));
      new Scribe(store, "last").write(PostgresNodesTest.create(), T0);
    }
  }

  private static boolean isUnavailable(Outcome outcome) {
    return outcome instanceof Outcome.Refused(var refusal)
        && (refusal.reason() == Reason.UNAVAILABLE || refusal.why().contains("built on"));
  }

  @Test
  void whoseNewsStandStillHearsAllTheSame() {
    PostgresServer server = PostgresServer.shared();
    try (PostgresStore store = PostgresTroubleTest.open(hasty(direct.url()))) {
      String pid =
          await()
              .atMost(LONG)
              .until(
                  () ->
                      server.sql(
                          "SELECT pid FROM pg_stat_activity WHERE application_name = 'reveille'"
                              + " AND query IN ('LISTEN reveille', 'SELECT 1')"),
                  it -> it.matches("\\d+"));
      signal("STOP", pid);
      try (PostgresStore other = PostgresTroubleTest.open(direct)) {
        new Scribe(other, "a").write(PostgresNodesTest.create(), T0);
        await().atMost(LONG).until(() -> store.head() == other.head());
        assertThat(Scribe.load(store, new AgentId("a")).exists()).isTrue();
        assertThat(store.health()).isInstanceOf(Health.Healthy.class);
      } finally {
        signal("CONT", pid);
      }
    }
  }

  private static void signal(String name, String pid) {
    try {
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
