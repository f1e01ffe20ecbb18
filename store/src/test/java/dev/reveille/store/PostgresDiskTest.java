package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.engine.Journal.Refusal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk of PostgreSQL's that is full: the one of its tables, and the one of its log. */
class PostgresDiskTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  /** Has a folder of a server that is stopped lie on a disk of its own. */
  private static void moveToSmallDisk(Path folder, String megabytes) throws Exception {
    Path before = folder.resolveSibling(folder.getFileName() + ".before");
    Files.move(folder, before);
    Files.createDirectory(folder);
    String options =
        "size=" + megabytes + "m,mode=0700,uid=" + Files.getAttribute(before, "unix:uid");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()),
        "only root may mount a small disk");
    assertThat(run("cp", "-a", before + "/.", folder.toString())).isTrue();
  }

  /**
   * In the one case the transaction fails, in the other all of PostgreSQL ends, and may need to be
   * started again.
   */
  @ParameterizedTest
  @CsvSource({"base, 40", "pg_wal, 34"})
  void refusesNamesItLosesNothingAndGoesOnWhenThereIsRoom(String name, String megabytes)
      throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      server.sql("ALTER SYSTEM SET max_wal_size = '32MB'");
      server.sql("ALTER SYSTEM SET min_wal_size = '32MB'");
      // Or it may be the one that meets the full disk, and others only hear that somebody crashed.
      server.sql("ALTER SYSTEM SET wal_writer_delay = '10s'");
      server.kill();
      Path disk = server.folder().resolve(name);
      try {
        moveToSmallDisk(disk, megabytes);
        server.restart();
        fillAndRecover(server, disk);
      } finally {
        server.kill();
        run("umount", disk.toString());
      }
    }
  }

  private static void fillAndRecover(PostgresServer server, Path disk) throws Exception {
    Postgres database = PostgresContractTest.at(server.fresh());
    try (PostgresStore store = PostgresTroubleTest.open(database)) {
      Scribe creating = new Scribe(store, "a");
      creating.write(PostgresNodesTest.create(), T0);
      Agent durable = creating.agent();
      Path ballast = disk.resolve("ballast");
      fill(ballast);
      Refusal refusal = null;
      for (int i = 0; refusal == null && i < 2_000; i++) {
        Scribe scribe = new Scribe(store, durable);
        switch (Scribe.await(scribe.begin(next(durable), T0.plusMillis(i)))) {
          case Outcome.Durable _ -> durable = scribe.agent();
          case Outcome.Refused refused -> refusal = refused.refusal();
        }
      }
      assertThat(refusal).isNotNull();
      assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refusal.why()).contains("disk is full", "make room", database.place());
      assertThat(store.health())
          .isInstanceOfSatisfying(
              Health.Unavailable.class, it -> assertThat(it.why()).contains("disk is full"));
      Files.delete(ballast);
      await()
          .atMost(LONG)
          .until(() -> {
            if (!server.isRunning()) {
              server.restart();
            }
            return store.health() instanceof Health.Healthy;
          });
      assertThat(Writers.reloaded(store, durable.id())).isEqualTo(durable);
      new Scribe(store, durable).write(PostgresNodesTest.update(durable), T0);
    }
    PostgresTroubleTest.isWhole(database);
  }

  /** What cannot be compressed. */
  private static Command next(Agent agent) {
    return agent.tasks().isEmpty()
        ? PostgresNodesTest.submit(
            new Random(agent.seq())
                .ints(100_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString())
        : new Command.Cancel(agent.tasks().iterator().next().seq(), "");
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] some = new byte[64 << 10];
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }
}
