package dev.reveille.bench;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;

/**
 * {@code ./dev bench [w1 w1-counting w2 w3 w3-cron w4 w5 w6 w6-race w7 w8 idle pg dbos cluster
 * failover]}: the scenarios, each beside its limit.
 */
public final class Bench {
  /** The one clock of all scenarios. */
  static final InstantSource CLOCK = InstantSource.system();

  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 4 && args[0].equals("populate")) {
      Recovery.populate(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      return;
    }
    if (args.length == 4 && args[0].equals("resume")) {
      Recovery.resume(Path.of(args[1]), Integer.parseInt(args[3]));
      return;
    }
    Set<String> chosen =
        args.length == 0
            ? Set.of("w1", "w2", "w3", "w3-cron", "w4", "w5", "w6", "w6-race", "w7", "w8", "idle")
            : Set.of(args);
    Report report = new Report(System.out);
    report.line(
        "JDK "
            + Runtime.version()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores, max heap "
            + Runtime.getRuntime().maxMemory() / 1_000_000
            + " MB");
    if (chosen.contains("w1")) {
      Throughput.run(report, new int[] {1, 16, 256, 10_000}, 100_000);
    }
    if (chosen.contains("w1-256")) {
      Throughput.run(report, new int[] {256}, 200_000);
    }
    if (chosen.contains("pg")) {
      Throughput.onPostgres(report, new int[] {1, 16, 256, 10_000}, 50_000);
    }
    if (chosen.contains("pg-256")) {
      Throughput.onPostgres(report, new int[] {256}, 100_000);
    }
    if (chosen.contains("dbos")) {
      Throughput.besideDbos(report, 3);
    }
    if (chosen.contains("w1-counting")) {
      Counting.run(report, 11, 20_000);
    }
    if (chosen.contains("cluster")) {
      Throughput.besideDbos(report, 1);
      Nodes.run(report, new int[] {1, 2, 3}, 10_000, 2_000);
    }
    if (chosen.contains("failover")) {
      Failover.run(report, Integer.getInteger("reveille.bench.kills", 10));
    }
    if (chosen.contains("w2")) {
      Latency.run(report, 4_000);
    }
    if (chosen.contains("w3")) {
      Wakes.run(report, new int[] {2_000, 2_000, 2_000, 100_000});
    }
    if (chosen.contains("w3-cron")) {
      Crons.run(report, new int[] {2_000, 2_000, 20_000});
    }
    if (chosen.contains("w4")) {
      Sleepers.run(report, 100_000);
    }
    if (chosen.contains("w5")) {
      Recovery.run(report, 100_000, 1_000);
    }
    if (chosen.contains("w6")) {
      Mails.run(report, 4_000);
    }
    if (chosen.contains("w6-race")) {
      Mails.race(report, 1_000_000, 2_000);
    }
    if (chosen.contains("w7")) {
      Steps.run(report, new int[] {64, 1}, 1.5);
    }
    if (chosen.contains("w8")) {
      Events.run(report, 10_000);
    }
    if (chosen.contains("idle")) {
      Events.idle(report, 100_000);
    }
    System.exit(0);
  }
}
