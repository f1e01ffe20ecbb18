package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * W3 with cron: how late the tasks of schedules start that are all due at the same instant, from
 * that instant until their start is durable. A place to run in is there for each.
 */
final class Crons {
  private static final int ROOM = 30_000;

  private Crons() {}

  static void run(Report report, int[] fleets) throws Exception {
    report.title(
        "W3 with cron: lateness of tasks due at one instant, ms",
        "agents",
        "p50",
        "p99",
        "max",
        "early",
        "never",
        "twice");
    for (int agents : fleets) {
      one(report, agents);
    }
  }

  private static void one(Report report, int agents) throws Exception {
    try (Lab lab = Lab.open(Lab.config(ROOM, ROOM, Duration.ofSeconds(2)))) {
      List<AgentId> ids = lab.agents(agents);
      Instant due = minuteAfter(Bench.CLOCK.instant().plusSeconds(15 + agents / 2_000));
      double[] late = new double[agents];
      AtomicInteger started = new AtomicInteger();
      AtomicInteger early = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(agents);
      lab.store()
          .onDurable(rows -> {
            Instant now = Bench.CLOCK.instant();
            for (Journal.Recorded row : rows) {
              for (Entry entry : row.entries()) {
                if (entry instanceof Entry.TaskStarted) {
                  int n = started.getAndIncrement();
                  late[Math.min(n, agents - 1)] = Duration.between(due, now).toNanos() / 1e6;
                  early.addAndGet(now.isBefore(due) || row.at().isBefore(due) ? 1 : 0);
                  all.countDown();
                }
              }
            }
          });
      lab.each(ids, new Command.SetSchedule("s", ScheduleSpec.of("SAY ok", cron(due))));
      if (Bench.CLOCK.instant().isAfter(due)) {
        throw new IllegalStateException("too slow to set the schedules in time");
      }
      all.await(240, TimeUnit.SECONDS);
      TimeUnit.SECONDS.sleep(2);
      double[] told = Arrays.copyOf(late, Math.max(1, Math.min(started.get(), agents)));
      report.row(
          agents,
          Report.round(Report.percentile(told, 0.5)),
          Report.round(Report.percentile(told, 0.99)),
          Report.round(Report.percentile(told, 1)),
          early.get(),
          all.getCount(),
          Math.max(0, started.get() - agents));
    }
  }

  private static Instant minuteAfter(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  /** That one minute of the year. */
  private static String cron(Instant due) {
    ZonedDateTime at = due.atZone(ZoneOffset.UTC);
    return at.getMinute()
        + " "
        + at.getHour()
        + " "
        + at.getDayOfMonth()
        + " "
        + at.getMonthValue()
        + " *";
  }
}
