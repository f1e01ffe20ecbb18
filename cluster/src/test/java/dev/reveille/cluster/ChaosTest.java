package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers at work, of which one is killed, or freezes, or is cut off, or all lose their
 * PostgreSQL, round by round. In the end the journal is read where it lies: every acknowledged task
 * ended once, no recorded step was done twice, each wake happened. {@code ./dev cluster-chaos
 * --rounds 30} for the long version.
 */
@Tag("kill")
class ChaosTest {
  private static final int ROUNDS =
      Integer.getInteger("reveille.cluster.rounds", Trouble.values().length);
  private static final long SEED = Long.getLong("reveille.cluster.seed", System.nanoTime());
  private static final int FREEZE = ROUNDS > 4 ? 30 : 8;
  private static final int CUT = ROUNDS > 4 ? 15 : 8;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Random random = new Random(SEED);

  private enum Trouble {
    KILL,
    FREEZE,
    CUT,
    POSTGRES
  }

  @Test
  void nothingIsLostAndNothingDoneTwice(TestReporter reporter) throws Exception {
    long began = System.nanoTime();
    try (ThreeNodes cluster = new ThreeNodes(folder)) {
      cluster.awaitUp(0, 1, 2);
      Homes homes = new Homes();
      Chaos chaos = new Chaos(cluster, homes, SEED);
      chaos.begin();
      List<String> rounds = new ArrayList<>();
      try {
        for (Trouble trouble : troubles()) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000, 3_000)); // of work
          int node = random.nextInt(3);
          long round = System.nanoTime();
          make(trouble, cluster, homes, node);
          cluster.awaitUp(0, 1, 2);
          rounds.add(
              "%s of %d: %d s"
                  .formatted(trouble, node, (System.nanoTime() - round) / 1_000_000_000));
        }
        chaos.end();
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(500))
            .until(chaos::isQuiet);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", " + rounds + "\n" + cluster.logs(), e);
      } finally {
        chaos.endWatch();
      }
      Judge judge = Judge.of(cluster.place);
      chaos.hold(judge);
      judge.ledger(Files.readAllLines(cluster.ledger));
      reporter.publishEntry(
          "cluster chaos",
          "seed %d, %d rounds (%s), %s; %s; %s; %.0f s"
              .formatted(
                  SEED,
                  rounds.size(),
                  String.join(", ", rounds),
                  chaos.figures(),
                  judge.figures(),
                  homes.figures(cluster),
                  (System.nanoTime() - began) / 1e9));
      assertThat(chaos.problems()).isEmpty();
      assertThat(judge.problems()).as("seed " + SEED + "\n" + cluster.logs()).isEmpty();
    }
  }

  /** Each of them before the first comes again. */
  private List<Trouble> troubles() {
    List<Trouble> all = new ArrayList<>();
    while (all.size() < ROUNDS) {
      List<Trouble> some = new ArrayList<>(List.of(Trouble.values()));
      Collections.shuffle(some, random);
      all.addAll(some);
    }
    return all.subList(0, ROUNDS);
  }

  private void make(Trouble trouble, ThreeNodes cluster, Homes homes, int number)
      throws InterruptedException {
    NodeProcess node = cluster.nodes.get(number);
    if (trouble != Trouble.POSTGRES) {
      homes.gone(number);
    }
    switch (trouble) {
      case KILL -> node.kill();
      case FREEZE -> {
        node.freeze();
        TimeUnit.SECONDS.sleep(FREEZE);
        node.goOn();
      }
      case CUT -> {
        node.wall().shut();
        TimeUnit.SECONDS.sleep(CUT);
        node.wall().open();
      }
      case POSTGRES -> {
        cluster.postgres.kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 5_000));
        cluster.postgres.restart();
      }
    }
  }
}
