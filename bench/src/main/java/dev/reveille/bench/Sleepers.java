package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Sleep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** W4: heap of agents that sleep. */
final class Sleepers {
  private Sleepers() {}

  static void run(Report report, int agents) throws Exception {
    report.title("W4 heap per sleeping agent", "agents", "bytes each", "live cells", "heap MB");
    try (Lab lab = Lab.open(Lab.config(1_000, 10_000, Duration.ofSeconds(1)))) {
      lab.agents(0, 1_000);
      quiet(lab);
      long before = heap();
      List<AgentId> ids = lab.agents(1_000, agents);
      Instant far = Bench.CLOCK.instant().plus(Duration.ofDays(1));
      lab.each(
          ids, new Command.FallAsleep(new Sleep(far, List.of("urgent_*"), null, null, "bench")));
      ids = List.of();
      quiet(lab);
      long after = heap();
      report.row(
          agents,
          Report.round((after - before) / (double) (agents - 1_000)),
          lab.engine().load().liveCells(),
          Report.round(after / 1e6));
    }
  }

  private static void quiet(Lab lab) throws InterruptedException {
    for (int i = 0; i < 60 && lab.engine().load().liveCells() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }
}
