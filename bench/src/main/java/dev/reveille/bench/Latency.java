package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import java.time.Duration;
import java.util.Objects;

/** W2: one two-step task at a time, from the call to its durable end. */
final class Latency {
  private Latency() {}

  static void run(Report report, int tasks) throws Exception {
    report.title("W2 latency of one task, ms", "p50", "p90", "p99", "max");
    try (Lab lab = Lab.open(Lab.config(1_000, 10_000, Duration.ofSeconds(60)))) {
      AgentId id = lab.agents(1).getFirst();
      for (int i = 0; i < tasks / 2; i++) {
        one(lab, id);
      }
      double[] millis = new double[tasks];
      for (int i = 0; i < tasks; i++) {
        long start = System.nanoTime();
        one(lab, id);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      report.row(
          Report.round(Report.percentile(millis, 0.5)),
          Report.round(Report.percentile(millis, 0.9)),
          Report.round(Report.percentile(millis, 0.99)),
          Report.round(Report.percentile(millis, 1)));
    }
  }

  private static void one(Lab lab, AgentId id) throws InterruptedException {
    Answer.Done done = (Answer.Done) lab.engine().ask(id, Lab.submit());
    TaskId task = Objects.requireNonNull(done.task());
    if (!lab.engine().awaitEnd(task, Duration.ofSeconds(10))) {
      throw new IllegalStateException("task " + task + " did not end");
    }
  }
}
