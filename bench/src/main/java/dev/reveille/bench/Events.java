package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.Sleep;
import dev.reveille.core.Subscription;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** W8: one event for many that sleep. And what many schedules cost while nothing is due. */
final class Events {
  private Events() {}

  static void run(Report report, int subscribers) throws Exception {
    report.title(
        "W8 one event to sleeping, hibernated subscribers, ms until started",
        "subscribers",
        "first",
        "p50",
        "last",
        "never");
    for (int i = 0; i < 5; i++) {
      fanout(report, subscribers);
    }
  }

  private static void fanout(Report report, int subscribers) throws Exception {
    try (Lab lab = Lab.open(Lab.config(20_000, 20_000, Duration.ofSeconds(1)))) {
      List<AgentId> ids = lab.agents(subscribers);
      Subscription wants =
          new Subscription("s", List.of("go.*"), Filter.NONE, Priority.LOW, "SAY ok", true);
      lab.each(ids, new Command.Subscribe(wants));
      lab.each(ids, new Command.FallAsleep(new Sleep(null, List.of(), null, null, "bench")));
      for (int i = 0; i < 60 && lab.engine().load().liveCells() > 0; i++) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      List<Long> started = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch all = new CountDownLatch(subscribers);
      lab.store()
          .onDurable(rows -> {
            for (Journal.Recorded row : rows) {
              for (Entry entry : row.entries()) {
                if (entry instanceof Entry.TaskStarted) {
                  started.add(System.nanoTime());
                  all.countDown();
                }
              }
            }
          });
      long begin = System.nanoTime();
      Event event = new Event("go.now", Priority.URGENT, "e1", "bench", null, "{}", null);
      lab.engine().tell(AgentId.EVENT_LOG, new Command.Publish(event), Lab::check);
      all.await(60, TimeUnit.SECONDS);
      double[] late = started.stream().mapToDouble(at -> (at - begin) / 1e6).sorted().toArray();
      report.row(
          subscribers,
          Report.round(late[0]),
          Report.round(Report.percentile(late, 0.5)),
          Report.round(Report.percentile(late, 1)),
          all.getCount());
    }
  }

  /** The share of one processor that a server takes whose agents all have a schedule. */
  static void idle(Report report, int agents) throws Exception {
    report.title("Schedules while nothing is due", "agents", "percent of a core", "live cells");
    try (Lab lab = Lab.open(Lab.config(1_000, 10_000, Duration.ofSeconds(1)))) {
      List<AgentId> ids = lab.agents(agents);
      lab.each(ids, new Command.SetSchedule("s", ScheduleSpec.of("SAY ok", "0 3 1 1 *")));
      for (int i = 0; i < 60 && lab.engine().load().liveCells() > 0; i++) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      TimeUnit.SECONDS.sleep(5);
      long cpu = Throughput.cpuNanos();
      TimeUnit.SECONDS.sleep(20);
      double share = (Throughput.cpuNanos() - cpu) / 20e9;
      report.row(agents, Report.ratio(share * 100), lab.engine().load().liveCells());
    }
  }
}
