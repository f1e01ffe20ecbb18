package dev.reveille.bench;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * W1 with and without the counting of telemetry: two engines in one process, each on a store of its
 * own, in turns, so that whatever else goes on meets both. What counts is the median of the ratios
 * of neighbours.
 */
final class Counting {
  private static final int WARM_UP = 60_000;
  private static final int WINDOW = 1_024;

  private Counting() {}

  /** One turn. */
  private record Turn(double perSecond, double cpuMicros) {}

  static void run(Report report, int rounds, int tasks) throws Exception {
    report.title(
        "W1 with and without counting, 256 agents",
        "",
        "tasks/s",
        "cpu us/task",
        "median of " + rounds);
    try (Lab with = Lab.open(Lab.config(20_000, 20_000, Duration.ofSeconds(60)));
        Lab without = Lab.uncounted(Lab.config(20_000, 20_000, Duration.ofSeconds(60)))) {
      List<AgentId> counted = with.agents(256);
      List<AgentId> uncounted = without.agents(256);
      turn(with, counted, WARM_UP);
      turn(without, uncounted, WARM_UP);
      List<Turn> a = new ArrayList<>();
      List<Turn> b = new ArrayList<>();
      List<Turn> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        // Who begins changes, so that a trend meets both, too.
        if (round % 2 == 0) {
          a.add(turn(with, counted, tasks));
          b.add(turn(without, uncounted, tasks));
        } else {
          b.add(turn(without, uncounted, tasks));
          a.add(turn(with, counted, tasks));
        }
        ratios.add(
            new Turn(
                a.getLast().perSecond / b.getLast().perSecond,
                a.getLast().cpuMicros / b.getLast().cpuMicros));
      }
      row(report, "counted", median(a));
      row(report, "not counted", median(b));
      Turn ratio = median(ratios);
      report.row(
          "ratio",
          "%.3f".formatted(ratio.perSecond),
          "%.3f".formatted(ratio.cpuMicros),
          ratios.stream().map(it -> "%.3f".formatted(it.cpuMicros)).sorted().toList());
    }
  }

  private static void row(Report report, String name, Turn turn) {
    report.row(name, Report.round(turn.perSecond), Report.round(turn.cpuMicros), "");
  }

  private static Turn turn(Lab lab, List<AgentId> agents, int tasks) throws InterruptedException {
    long cpu = Throughput.cpuNanos();
    double seconds = Throughput.measure(lab, agents, tasks, WINDOW);
    return new Turn(tasks / seconds, (Throughput.cpuNanos() - cpu) / 1e3 / tasks);
  }

  private static Turn median(List<Turn> turns) {
    return new Turn(
        turns.stream().mapToDouble(Turn::perSecond).sorted().toArray()[turns.size() / 2],
        turns.stream().mapToDouble(Turn::cpuMicros).sorted().toArray()[turns.size() / 2]);
  }
}
