package dev.reveille.bench;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import dev.reveille.testkit.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** DBOS Java, as it comes, on a database of its own: what its users write for the same work. */
final class Dbos implements AutoCloseable {
  private final DBOS dbos;
  private final Flows flows;

  /** Public, because its proxies must reach them. */
  public interface Flows {
    String twoSteps(String prompt);

    long nap(long untilMillis);
  }

  /** Two steps; and a durable sleep until an instant, which answers how late it ended. */
  public static final class Steps implements Flows {
    private final DBOS dbos;

    Steps(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "twoSteps")
    public String twoSteps(String prompt) {
      String time = dbos.runStep(() -> Bench.CLOCK.instant().toString(), "time");
      return dbos.runStep(() -> prompt + " it is " + time, "say");
    }

    @Override
    @Workflow(name = "nap")
    public long nap(long untilMillis) {
      dbos.sleep(Duration.ofMillis(untilMillis - Bench.CLOCK.millis()));
      return Bench.CLOCK.millis() - untilMillis;
    }
  }

  private Dbos(DBOS dbos, Flows flows) {
    this.dbos = dbos;
    this.flows = flows;
  }

  static Dbos open(PostgresServer.Place place) {
    DBOS dbos =
        new DBOS(
            DBOSConfig.defaults("bench")
                .withDatabaseUrl(place.url())
                .withDbUser(place.user())
                .withDbPassword(place.password())
                .withAppVersion("1"));
    Flows flows = dbos.registerProxy(Flows.class, new Steps(dbos));
    dbos.launch();
    return new Dbos(dbos, flows);
  }

  /**
   * So many workflows of two steps, as many at once as there are threads; answers how many a
   * second.
   */
  double twoStepsPerSecond(int workflows, int threads) throws Exception {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(() -> {
              while (next.getAndIncrement() < workflows) {
                flows.twoSteps("now");
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return workflows / ((System.nanoTime() - start) / 1e9);
  }

  /** Starts workflows that all sleep until the same instant; answers how late each woke, in ms. */
  double[] lateness(int workflows, Instant due) throws Exception {
    ConcurrentLinkedQueue<Double> late = new ConcurrentLinkedQueue<>();
    var handles = new ArrayList<dev.dbos.transact.workflow.WorkflowHandle<Long, Exception>>();
    for (int i = 0; i < workflows; i++) {
      handles.add(
          dbos.startWorkflow(
              () -> flows.nap(due.toEpochMilli()), new StartWorkflowOptions("nap-" + due + i)));
    }
    if (Bench.CLOCK.instant().isAfter(due)) {
      throw new IllegalStateException("too slow to fall asleep in time");
    }
    for (var handle : handles) {
      late.add((double) handle.getResult());
    }
    return late.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}
