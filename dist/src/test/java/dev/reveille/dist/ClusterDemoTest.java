package dev.reveille.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reveille.postgres.LocalPostgres;
import dev.reveille.testkit.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reveille demo --cluster} from the archive, with and without a PostgreSQL. */
class ClusterDemoTest {
  @TempDir private static Path folder;
  private static Unpacked archive;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Unpacked.into(folder);
  }

  @Test
  void demonstratesACluster() throws Exception {
    assumeTrue(LocalPostgres.isInstalled(), "there is no PostgreSQL here");
    Ended demo = archive.reveille("demo", "--cluster");
    assertThat(demo.code()).as(demo.out()).isZero();
    assertThat(demo.out())
        .contains("All slices are held again.", "Nothing lost, nothing done twice");
  }

  /** As a machine that has none, whatever is installed on this one. */
  @Test
  void whoHasNoPostgresIsToldWhatToInstall() throws Exception {
    String demo = "exec " + archive.launcher() + " demo --cluster 2>&1";
    List<String> command = List.of("sh", "-c", demo);
    if (LocalPostgres.isInstalled()) {
      List<String> hidden = List.of("unshare", "--mount", "sh", "-c");
      String hide = "mount -t tmpfs none /usr/lib/postgresql";
      assumeTrue(
          Unpacked.run(folder, Unpacked.with(hidden, hide)).code() == 0,
          "only root may hide the PostgreSQL of this machine");
      command = Unpacked.with(hidden, hide + " && " + demo);
    }
    Ended told = Unpacked.run(archive.home(), command);
    assertThat(told.code()).isPositive();
    assertThat(told.out())
        .contains("There is no PostgreSQL on this machine", "apt install postgresql", "--store URL")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void whoNamesAnotherDatabaseThatDoesNotAnswerIsToldSo() throws Exception {
    Ended told =
        archive.reveille("demo", "--cluster", "--store", "jdbc:postgresql://127.0.0.1:1/nothing");
    assertThat(told.code()).isPositive();
    assertThat(told.out())
        .contains("does not answer", "127.0.0.1:1/nothing")
        .doesNotContain("\tat ", "Exception:");
  }
}
