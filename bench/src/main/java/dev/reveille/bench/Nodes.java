package dev.reveille.bench;

import dev.reveille.client.ReveilleClient;
import dev.reveille.engine.Slices;
import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * W1 and W3 on 1, 2 and 3 real servers over one PostgreSQL, spoken to as any client would: tasks
 * are sent to all servers in turns, wherever their agents are. All of it shares this machine's
 * cores, so more servers cannot be faster here; it shows what the second and the third cost.
 */
final class Nodes implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int AGENTS = 256;
  private static final int CALLERS = 64;

  private final Path folder;
  private final PostgresServer.Place place;
  private final List<String> names = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<ReveilleClient> clients = new ArrayList<>();

  private Nodes(Path folder, PostgresServer.Place place) {
    this.folder = folder;
    this.place = place;
  }

  static void run(Report report, int[] sizes, int tasks, int sleepers) throws Exception {
    report.title(
        "W1 and W3 on servers of one PostgreSQL: two-step tasks/s through their sockets; lateness of"
            + " wakes due at one instant, ms",
        "servers",
        "tasks/s",
        "sleepers",
        "p50",
        "p99",
        "max");
    try (PostgresServer postgres = PostgresServer.start()) {
      for (int size : sizes) {
        try (Nodes nodes = start(postgres.fresh(), size)) {
          nodes.create(AGENTS);
          nodes.tasksPerSecond(tasks / 4);
          double perSecond = nodes.tasksPerSecond(tasks);
          double[] late = nodes.lateness(sleepers);
          report.row(
              size,
              Report.round(perSecond),
              sleepers,
              Report.round(Report.percentile(late, 0.5)),
              Report.round(Report.percentile(late, 0.99)),
              Report.round(Report.percentile(late, 1)));
        }
      }
    }
  }

  static Nodes start(PostgresServer.Place place, int size) throws Exception {
    Nodes nodes = new Nodes(Files.createTempDirectory("reveille-nodes"), place);
    try {
      for (int i = 0; i < size; i++) {
        nodes.names.add("127.0.0.1:" + LocalPort.claim());
      }
      for (int i = 0; i < size; i++) {
        nodes.configure(i);
        nodes.processes.add(nodes.launch(i));
      }
      nodes.awaitUp();
      return nodes;
    } catch (Exception e) {
      nodes.close();
      throw e;
    }
  }

  private Path own(int i) {
    return folder.resolve("node" + i);
  }

  private void configure(int i) throws IOException {
    int port = LocalPort.claim();
    Path own = Files.createDirectories(own(i));
    Files.createDirectories(own.resolve("agents"));
    Files.createDirectories(own.resolve("work"));
    String seat = names.get(i);
    clients.add(ReveilleClient.at(URI.create("http://127.0.0.1:" + port)));
    Files.writeString(
        own.resolve("reveille.yaml"),
        """
        server: {port: %d}
        data: {folder: %s}
        agents: {folder: %s}
        workspace: {folder: %s}
        store: {url: "%s", user: %s, passwordEnv: BENCH_PASSWORD}
        cluster: {enabled: true, host: 127.0.0.1, port: %s, seedNodes: ["%s"]}
        admission: {deferAbove: 1}
        engine: {maxRunningTasks: 2000}
        """
            .formatted(
                port,
                own.resolve("data"),
                own.resolve("agents"),
                own.resolve("work"),
                place.url(),
                place.user(),
                seat.substring(seat.indexOf(':') + 1),
                String.join("\", \"", names)));
  }

  private Process launch(int i) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.reveille.server.Main",
            "serve",
            "--config=" + own(i).resolve("reveille.yaml"));
    builder.environment().keySet().removeIf(name -> name.startsWith("REVEILLE_"));
    builder.environment().put("BENCH_PASSWORD", place.password());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(own(i).resolve("log").toFile()));
    return builder.start();
  }

  /** {@code kill -9}. */
  void kill(int i) throws InterruptedException {
    processes.get(i).destroyForcibly().waitFor();
  }

  /** It does nothing for so long, and does not notice. */
  void pause(int i, Duration time) throws IOException, InterruptedException {
    signal(i, "-STOP");
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    signal(i, "-CONT");
  }

  private void signal(int i, String which) throws IOException, InterruptedException {
    new ProcessBuilder("kill", which, String.valueOf(processes.get(i).pid())).start().waitFor();
  }

  boolean isAlive(int i) {
    return processes.get(i).isAlive();
  }

  void restart(int i) throws IOException {
    processes.set(i, launch(i));
  }

  /** The one that places slices. */
  int oldest() throws IOException {
    for (JsonNode node : client(0).call("getServerInfo", json()).path("nodes")) {
      if (node.path("oldest").asBoolean(false)) {
        return names.indexOf(node.path("name").asString());
      }
    }
    return -1;
  }

  static ObjectNode json() {
    return JSON.createObjectNode();
  }

  ReveilleClient client(int i) {
    return clients.get(i % clients.size());
  }

  /** Each says that all are there and hold all slices, and none more than another. */
  void awaitUp() throws InterruptedException, IOException {
    for (int i = 0; i < names.size(); i++) {
      ReveilleClient client = client(i);
      await(() -> {
        int slices = 0;
        boolean shared = true;
        JsonNode list = client.call("getServerInfo", json()).path("nodes");
        for (JsonNode node : list) {
          int own = node.path("slices").asInt(0);
          slices += own;
          shared &= own + 8 > Slices.COUNT / names.size(); // some move together
        }
        return list.size() == names.size() && slices == Slices.COUNT && shared;
      });
    }
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(Condition condition) throws InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    IOException last = null;
    while (System.nanoTime() < end) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException notYet) {
        last = notYet;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IOException("it did not come to that within " + PATIENCE, last);
  }

  /** So many calls, as many at once as there are callers. */
  static void each(int n, Call call) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < CALLERS; c++) {
        all.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                call.make(i);
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  interface Call {
    void make(int i) throws Exception;
  }

  private void create(int agents) throws Exception {
    each(
        agents,
        i -> {
          ObjectNode params = json().put("agentId", "a" + i).put("ifExists", "return");
          params.putObject("definition").put("systemPrompt", "You help.");
          params.putObject("config").put("queueLimit", 10_000);
          client(i).call("createAgent", params);
        });
  }

  /** From the first that is sent until the last has ended. */
  private double tasksPerSecond(int tasks) throws Exception {
    long start = System.nanoTime();
    each(
        tasks,
        i ->
            client(i)
                .call(
                    "sendTask",
                    json().put("agentId", "a" + i % AGENTS).put("prompt", Lab.TWO_STEPS)));
    await(() -> {
      JsonNode now = client(0).call("getOverview", json());
      return now.path("queued").asInt(1) + now.path("waiting").asInt(1) == 0
          && now.path("retrying").asInt(1) == 0
          && client(0)
              .call("listTasks", json().put("state", "running").put("limit", 1))
              .path("tasks")
              .isEmpty();
    });
    return tasks / ((System.nanoTime() - start) / 1e9);
  }

  /** How late each was awake, as its agent's journal has it. */
  private double[] lateness(int sleepers) throws Exception {
    Instant due = Bench.CLOCK.instant().plusSeconds(20).truncatedTo(ChronoUnit.SECONDS);
    create(sleepers);
    each(
        sleepers,
        i ->
            client(i)
                .call(
                    "sleepAgent", json().put("agentId", "a" + i).put("untilTime", due.toString())));
    if (Bench.CLOCK.instant().isAfter(due)) {
      throw new IllegalStateException("too slow to fall asleep in time");
    }
    TimeUnit.MILLISECONDS.sleep(Duration.between(Bench.CLOCK.instant(), due).toMillis() + 1_000);
    double[] late = new double[sleepers];
    each(
        sleepers,
        i ->
            await(() -> {
              JsonNode agent = client(i).call("getAgent", json().put("agentId", "a" + i));
              Instant since = Instant.parse(agent.path("since").asString());
              late[i] = Duration.between(due, since).toNanos() / 1e6;
              return agent.path("state").asString().equals("idle");
            }));
    return late;
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    Lab.delete(folder);
  }
}
