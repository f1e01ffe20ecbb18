package dev.reveille.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.reveille.core.AgentId;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Journal;
import dev.reveille.store.Postgres;
import dev.reveille.testkit.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * W1: durable two-step tasks per second, from acceptance to the durable end; and what the raw
 * database takes for the same rows in the same groups.
 */
final class Throughput {
  /** So many, before the compiler has come to an end. */
  private static final int WARM_UP = 60_000;

  private Throughput() {}

  static void run(Report report, int[] fleets, int tasks) throws Exception {
    run(report, "W1 durable two-step tasks/s", fleets, tasks, Lab::open, Raw::onSqlite);
  }

  /** The same on PostgreSQL, with its journal's rows inserted by one connection as the limit. */
  static void onPostgres(Report report, int[] fleets, int tasks) throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      run(
          report,
          "W1 on PostgreSQL: durable two-step tasks/s",
          fleets,
          tasks,
          config -> Lab.open(at(server.fresh()), config),
          groups -> Raw.onPostgres(server.fresh(), groups));
    }
  }

  /** Ours and DBOS's on the same server, in turns, so that a noisy moment hits both. */
  static void besideDbos(Report report, int rounds) throws Exception {
    report.title(
        "W1 on one PostgreSQL: durable two-step tasks/s, and DBOS's two-step workflows/s",
        "round",
        "1 agent",
        "256 agents",
        "DBOS 1 thread",
        "32 threads",
        "128 threads",
        "ratio, 1",
        "ratio, best");
    try (PostgresServer server = PostgresServer.start()) {
      for (int round = 1; round <= rounds; round++) {
        double one = ours(server, 1, 5_000);
        double many = ours(server, 256, 50_000);
        double single;
        double some;
        double all;
        try (Dbos dbos = Dbos.open(server.fresh())) {
          dbos.twoStepsPerSecond(2_000, 32);
          single = dbos.twoStepsPerSecond(500, 1);
          some = dbos.twoStepsPerSecond(4_000, 32);
          all = dbos.twoStepsPerSecond(4_000, 128);
        }
        report.row(
            round,
            Report.round(one),
            Report.round(many),
            Report.round(single),
            Report.round(some),
            Report.round(all),
            Report.ratio(one / single),
            Report.ratio(many / Math.max(some, all)));
      }
    }
  }

  private static double ours(PostgresServer server, int agents, int tasks) throws Exception {
    try (Lab lab =
        Lab.open(at(server.fresh()), Lab.config(20_000, 20_000, Duration.ofSeconds(60)))) {
      List<AgentId> ids = lab.agents(agents);
      int window = agents == 1 ? 1 : agents * 4;
      measure(lab, ids, Math.min(tasks, 20_000), window);
      return tasks / measure(lab, ids, tasks, window);
    }
  }

  private static Postgres at(PostgresServer.Place place) {
    return new Postgres(place.url(), place.user(), place.password());
  }

  /** A laboratory on a fresh store. */
  private interface Opening {
    Lab open(EngineConfig config) throws IOException;
  }

  /** What the database takes of the same rows in the same groups. */
  private interface Limit {
    double appendsPerSecond(List<List<Journal.Recorded>> groups) throws Exception;
  }

  private static void run(
      Report report, String title, int[] fleets, int tasks, Opening opening, Limit limit)
      throws Exception {
    report.title(
        title,
        "agents",
        "tasks/s",
        "appends/s",
        "appends/group",
        "raw appends/s",
        "of raw",
        "us/task",
        "cpu us/task");
    for (int agents : fleets) {
      one(report, agents, tasks, opening, limit);
    }
  }

  private static void one(Report report, int agents, int tasks, Opening opening, Limit limit)
      throws Exception {
    List<List<Journal.Recorded>> groups = Collections.synchronizedList(new ArrayList<>());
    double seconds;
    long cpu;
    try (Lab lab = opening.open(Lab.config(20_000, 20_000, Duration.ofSeconds(60)))) {
      List<AgentId> ids = lab.agents(agents);
      int window = Math.max(64, Math.min(agents * 4, 16_384));
      measure(lab, ids, WARM_UP, window);
      lab.store().onDurable(groups::add);
      cpu = cpuNanos();
      seconds = measure(lab, ids, tasks, window);
      cpu = cpuNanos() - cpu;
    }
    int appends = groups.stream().mapToInt(List::size).sum();
    double raw = limit.appendsPerSecond(groups);
    double perSecond = appends / seconds;
    report.row(
        agents,
        Report.round(tasks / seconds),
        Report.round(perSecond),
        Report.round((double) appends / groups.size()),
        Report.round(raw),
        Report.ratio(perSecond / raw),
        Report.round(seconds * 1e6 / tasks),
        Report.round(cpu / 1e3 / tasks));
  }

  /** What this process has taken of all cores, which other load does not change much. */
  static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  static double measure(Lab lab, List<AgentId> ids, int tasks, int window)
      throws InterruptedException {
    Semaphore open = new Semaphore(window);
    CountDownLatch ended = new CountDownLatch(tasks);
    AtomicInteger stop = new AtomicInteger();
    lab.onEnded(row -> {
      if (stop.get() == 0) {
        open.release();
        ended.countDown();
      }
    });
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      open.acquire();
      lab.engine().tell(ids.get(i % ids.size()), Lab.submit(), Lab::check);
    }
    ended.await();
    stop.set(1);
    return (System.nanoTime() - start) / 1e9;
  }
}
