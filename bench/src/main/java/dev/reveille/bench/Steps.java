package dev.reveille.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;

/**
 * W7: what a loop takes for itself, a step: from one call of the model to the next. Peers and we do
 * the same rehearsed task, in turns, so that a noisy moment of the machine hits all of them.
 */
final class Steps {
  private static final List<Contender> CONTENDERS =
      List.of(new LangChainLoop(), new AdkLoop(), new OwnLoop(false), new OwnLoop(true));

  private static final int ROUNDS = 3;

  private Steps() {}

  static void run(Report report, int[] fleets, double seconds) throws Exception {
    report.title(
        "W7 overhead of a step of the loop, us",
        "agents",
        "loop",
        "p50",
        "p99",
        "x langchain4j",
        "x ADK",
        "cpu us/step",
        "kB/step",
        "appends/step",
        "commits/step",
        "steps/s");
    for (int agents : fleets) {
      one(report, agents, seconds);
    }
  }

  private static void one(Report report, int agents, double seconds) throws Exception {
    List<Taken> all = new ArrayList<>();
    for (Contender contender : CONTENDERS) {
      measure(contender, agents, 2 * seconds); // the compiler's turn
      all.add(new Taken());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < CONTENDERS.size(); i++) {
        all.get(i).add(measure(CONTENDERS.get(i), agents, seconds));
      }
    }
    for (int i = 0; i < CONTENDERS.size(); i++) {
      all.get(i).row(report, CONTENDERS.get(i), agents, all.get(0).p50(), all.get(1).p50());
    }
  }

  /** What several rounds took together. */
  private static final class Taken {
    private final List<double[]> micros = new ArrayList<>();
    private long steps;
    private long cpuNanos;
    private long bytes;
    private long commits;
    private long appends;
    private double seconds;

    void add(Taken other) {
      micros.addAll(other.micros);
      steps += other.steps;
      cpuNanos += other.cpuNanos;
      bytes += other.bytes;
      commits += other.commits;
      appends += other.appends;
      seconds += other.seconds;
    }

    double p50() {
      return percentile(0.5);
    }

    double percentile(double p) {
      double[] all = micros.stream().flatMapToDouble(DoubleStream::of).toArray();
      return Report.percentile(all, p);
    }

    void row(Report report, Contender contender, int agents, double first, double second) {
      report.row(
          agents,
          contender.name(),
          Report.round(p50()),
          Report.round(percentile(0.99)),
          Report.ratio(p50() / first),
          Report.ratio(p50() / second),
          Report.round(cpuNanos / 1e3 / steps),
          Report.round(bytes / 1e3 / steps),
          Report.ratio((double) appends / steps),
          Report.ratio((double) commits / steps),
          Report.round(steps / seconds));
    }
  }

  /** Each agent does one task after the other until the time is over. */
  private static Taken measure(Contender contender, int agents, double seconds) throws Exception {
    Script script = new Script(agents);
    Taken taken = new Taken();
    try (Contender.Fleet fleet = contender.open(agents, script)) {
      for (int agent = 0; agent < agents; agent++) {
        fleet.work(agent);
      }
      script.record();
      long uses = script.uses();
      long commits = fleet.commits();
      long appends = fleet.appends();
      long bytes = allocated();
      long cpu = Throughput.cpuNanos();
      long start = System.nanoTime();
      long tasks = work(fleet, agents, seconds);
      taken.seconds = (System.nanoTime() - start) / 1e9;
      taken.cpuNanos = Throughput.cpuNanos() - cpu;
      taken.bytes = allocated() - bytes;
      taken.commits = fleet.commits() - commits;
      taken.appends = fleet.appends() - appends;
      taken.steps = tasks * Script.STEPS;
      taken.micros.add(script.micros());
      if (script.uses() - uses != taken.steps) {
        throw new IllegalStateException(contender.name() + " did not call the tool at each step");
      }
    }
    return taken;
  }

  /** The number of tasks done. */
  private static long work(Contender.Fleet fleet, int agents, double seconds) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    LongAdder tasks = new LongAdder();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        int agent = i;
        all.add(
            each.submit(() -> {
              while (System.nanoTime() < end) {
                fleet.work(agent);
                tasks.increment();
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get(5, TimeUnit.MINUTES);
      }
    }
    return tasks.sum();
  }

  /** Bytes that all threads so far have allocated. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }
}
