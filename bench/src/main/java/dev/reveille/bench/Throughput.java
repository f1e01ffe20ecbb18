package dev.reveille.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * W1: durable two-step tasks per second, from acceptance to the durable end; and what raw SQLite
 * takes for the same rows in the same groups.
 */
final class Throughput {
  /** So many, before the compiler has come to an end. */
  private static final int WARM_UP = 60_000;

  private Throughput() {}

  static void run(Report report, int[] fleets, int tasks) throws Exception {
    report.title(
        "W1 durable two-step tasks/s",
        "agents",
        "tasks/s",
        "appends/s",
        "appends/group",
        "raw appends/s",
        "of raw",
        "us/task",
        "cpu us/task");
    for (int agents : fleets) {
      one(report, agents, tasks);
    }
  }

  private static void one(Report report, int agents, int tasks) throws Exception {
    List<List<Journal.Recorded>> groups = Collections.synchronizedList(new ArrayList<>());
    double seconds;
    long cpu;
    try (Lab lab = Lab.open(Lab.config(20_000, 20_000, Duration.ofSeconds(60)))) {
      List<AgentId> ids = lab.agents(agents);
      int window = Math.max(64, Math.min(agents * 4, 16_384));
      measure(lab, ids, WARM_UP, window);
      lab.store().onDurable(groups::add);
      cpu = cpuNanos();
      seconds = measure(lab, ids, tasks, window);
      cpu = cpuNanos() - cpu;
    }
    int appends = groups.stream().mapToInt(List::size).sum();
    double raw = RawStore.appendsPerSecond(groups);
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
