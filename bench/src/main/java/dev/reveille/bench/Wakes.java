package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Sleep;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * W3: how late agents wake that are all due at the same instant, from that instant until their wake
 * is durable; and how long raw SQLite takes for the same rows in the same groups.
 */
final class Wakes {
  private Wakes() {}

  static void run(Report report, int[] fleets) throws Exception {
    report.title(
        "W3 lateness of wakes due at one instant, ms",
        "agents",
        "p50",
        "p99",
        "max",
        "early",
        "never",
        "raw ms");
    for (int agents : fleets) {
      one(report, agents);
    }
  }

  private static void one(Report report, int agents) throws Exception {
    try (Lab lab = Lab.open(Lab.config(1_000, 20_000, Duration.ofSeconds(2)))) {
      List<AgentId> ids = lab.agents(agents);
      int settle = 8 + agents / 10_000;
      Instant due =
          Bench.CLOCK
              .instant()
              .plusSeconds(settle + agents / 5_000)
              .truncatedTo(ChronoUnit.SECONDS);
      double[] late = new double[agents];
      AtomicInteger n = new AtomicInteger();
      AtomicInteger early = new AtomicInteger();
      CountDownLatch woken = new CountDownLatch(agents);
      List<List<Journal.Recorded>> groups = new ArrayList<>();
      lab.store()
          .onDurable(rows -> {
            Instant now = Bench.CLOCK.instant();
            if (!now.isBefore(due)) {
              groups.add(rows);
            }
            for (Journal.Recorded row : rows) {
              for (Entry entry : row.entries()) {
                if (entry instanceof Entry.Woke) {
                  late[n.getAndIncrement()] = Duration.between(due, now).toNanos() / 1e6;
                  early.addAndGet(now.isBefore(due) || row.at().isBefore(due) ? 1 : 0);
                  woken.countDown();
                }
              }
            }
          });
      lab.each(ids, new Command.FallAsleep(new Sleep(due, List.of(), null, null, "bench")));
      if (Bench.CLOCK.instant().isAfter(due)) {
        throw new IllegalStateException("too slow to fall asleep in time");
      }
      woken.await(120, TimeUnit.SECONDS);
      report.row(
          agents,
          Report.round(Report.percentile(late, 0.5)),
          Report.round(Report.percentile(late, 0.99)),
          Report.round(Report.percentile(late, 1)),
          early.get(),
          woken.getCount(),
          Report.round(agents * 1e3 / Raw.onSqlite(groups)));
    }
  }
}
