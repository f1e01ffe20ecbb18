package dev.reveille.bench;

import dev.reveille.client.ReveilleClient;
import dev.reveille.client.RpcException;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Slices;
import dev.reveille.testkit.PostgresServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long the agents of a server are without one that was killed with {@code kill -9}. Each slice
 * has an agent that is to wake a second after the kill; what counts is the last of them all.
 */
final class Failover {
  private static final int SERVERS = 3;
  private static final int BUSY = 2;
  private static final int CALLERS = 8;
  private static final int PAUSES = 6;

  /** Within this one learns that the others have gone on without it. */
  private static final Duration LEARNS = Duration.ofSeconds(8);

  private static final Duration ENDURES = Duration.ofSeconds(30);
  private static final Duration LEAD = Duration.ofSeconds(15);

  private final Nodes nodes;
  private final List<String> sleepers = new ArrayList<>();
  private volatile boolean loaded;

  private Failover(Nodes nodes) {
    this.nodes = nodes;
  }

  static void run(Report report, int kills) throws Exception {
    report.title(
        "kill -9 of one of three servers: seconds until the last of its agents has its next entry",
        "load",
        "kills",
        "median",
        "worst",
        "all");
    try (PostgresServer postgres = PostgresServer.start();
        Nodes nodes = Nodes.start(postgres.fresh(), SERVERS)) {
      Failover failover = new Failover(nodes);
      failover.create();
      failover.series(report, "none", kills);
      failover.loaded = true;
      List<Thread> load = failover.load();
      failover.series(report, "busy", kills);
      report.title(
          "one of three busy servers does nothing for some seconds (SIGSTOP): so often the others"
              + " gave it up",
          "seconds",
          "times",
          "given up");
      for (int seconds = 3; seconds <= 6; seconds++) {
        report.row(seconds, PAUSES, failover.givenUp(Duration.ofSeconds(seconds)));
      }
      failover.loaded = false;
      for (Thread thread : load) {
        thread.join();
      }
    }
  }

  private int givenUp(Duration pause) throws Exception {
    int given = 0;
    for (int i = 0; i < PAUSES; i++) {
      nodes.pause(i % SERVERS, pause);
      TimeUnit.MILLISECONDS.sleep(LEARNS.toMillis());
      boolean ended = false;
      for (int node = 0; node < SERVERS; node++) {
        if (!nodes.isAlive(node)) {
          ended = true;
          nodes.restart(node);
        }
      }
      given += ended ? 1 : 0;
      nodes.awaitUp();
    }
    return given;
  }

  private void series(Report report, String load, int kills) throws Exception {
    double[] seconds = new double[kills];
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < kills; i++) {
      int oldest = nodes.oldest();
      int victim = (oldest + i) % SERVERS;
      seconds[i] = kill(victim);
      // A star: it was the one that places slices.
      all.append(' ').append(Report.round(seconds[i])).append(victim == oldest ? "*" : "");
      nodes.restart(victim);
      nodes.awaitUp();
    }
    report.row(
        load,
        kills,
        Report.round(Report.percentile(seconds, 0.5)),
        Report.round(Report.percentile(seconds, 1)),
        all);
  }

  /** One for each slice. */
  private void create() throws Exception {
    for (int slice = 0; slice < Slices.COUNT; slice++) {
      int n = 0;
      while (Slices.of(new AgentId("s" + slice + "-" + n)) != slice) {
        n++;
      }
      sleepers.add("s" + slice + "-" + n);
    }
    Nodes.each(sleepers.size(), i -> create(client(i), sleepers.get(i)));
    for (int i = 0; i < CALLERS; i++) {
      create(client(i), "busy" + i);
    }
  }

  private static void create(ReveilleClient client, String agent) throws IOException {
    ObjectNode params = Nodes.json().put("agentId", agent).put("ifExists", "return");
    params.putObject("definition").put("systemPrompt", "You help.");
    params.putObject("config").put("queueLimit", 10_000);
    client.call("createAgent", params);
  }

  /** Slices move at the beginning. */
  private ReveilleClient client(int i) {
    return nodes.client(i).enduring(ENDURES);
  }

  /** What the cores are taken with: threads that do nothing else, and tasks one after the other. */
  private List<Thread> load() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < BUSY; i++) {
      threads.add(Thread.ofPlatform().daemon().start(this::spin));
    }
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      threads.add(Thread.ofVirtual().start(() -> send(caller)));
    }
    return threads;
  }

  private void spin() {
    while (loaded) {
      Thread.onSpinWait();
    }
  }

  private void send(int caller) {
    ObjectNode task = Nodes.json().put("agentId", "busy" + caller).put("prompt", Lab.TWO_STEPS);
    for (int n = caller; loaded; n++) {
      try {
        nodes.client(n % SERVERS).call("sendTask", task.put("wait", true));
      } catch (IOException | RuntimeException itWasKilled) {
        // The next one is sent to another server.
      }
    }
  }

  private void sleep(int i, Instant due) throws Exception {
    ObjectNode until = Nodes.json().put("agentId", sleepers.get(i));
    until.put("untilTime", due.toString());
    Nodes.await(() -> {
      try {
        client(i).call("sleepAgent", until);
        return true;
      } catch (RpcException unknown) {
        JsonNode agent = client(i).call("getAgent", Nodes.json().put("agentId", sleepers.get(i)));
        return agent.path("state").asString().equals("sleeping");
      }
    });
  }

  /** From the kill to the last agent's next entry. */
  private double kill(int victim) throws Exception {
    Instant due = Bench.CLOCK.instant().plus(LEAD).plusSeconds(1);
    Nodes.each(sleepers.size(), i -> sleep(i, due));
    long left = Duration.between(Bench.CLOCK.instant(), due.minusSeconds(1)).toMillis();
    if (left < 0) {
      throw new IllegalStateException("too slow to fall asleep in time");
    }
    TimeUnit.MILLISECONDS.sleep(left);
    Instant killed = Bench.CLOCK.instant();
    nodes.kill(victim);
    ReveilleClient other = client((victim + 1) % SERVERS);
    Instant[] woke = new Instant[sleepers.size()];
    Nodes.await(() -> {
      JsonNode asleep =
          other.call("listAgents", Nodes.json().put("state", "sleeping").put("limit", 1));
      return asleep.path("agents").isEmpty();
    });
    Nodes.each(
        sleepers.size(),
        i -> {
          JsonNode agent = other.call("getAgent", Nodes.json().put("agentId", sleepers.get(i)));
          woke[i] = Instant.parse(agent.path("since").asString());
        });
    Instant last = killed;
    for (Instant each : woke) {
      last = each.isAfter(last) ? each : last;
    }
    return Duration.between(killed, last).toMillis() / 1e3;
  }
}
