package dev.reveille.cluster;

import static dev.reveille.cluster.ThreeNodes.json;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Work for a cluster, and somebody who starts servers again that have ended. */
final class Chaos {
  static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Set<String> ENDS =
      Set.of("succeeded", "failed", "dead", "cancelled", "expired");
  private static final int WORKERS = 24;
  private static final int SLEEPERS = 8;
  private static final int CLOCKS = 4;
  private static final int CLIENTS = 5;

  private final ThreeNodes cluster;
  private final Homes homes;
  private final long seed;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Mailed> mailed = new ConcurrentHashMap<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean going = true;
  private volatile boolean watching = true;

  /** A mail that a task sends before it ends. */
  record Mailed(String to, String body) {}

  Chaos(ThreeNodes cluster, Homes homes, long seed) {
    this.cluster = cluster;
    this.homes = homes;
    this.seed = seed;
  }

  void begin() throws InterruptedException {
    for (int i = 0; i < WORKERS; i++) {
      create("w" + i);
    }
    for (int i = 0; i < SLEEPERS; i++) {
      create("z" + i);
    }
    for (int i = 0; i < CLOCKS; i++) {
      create("t" + i);
      ObjectNode schedule =
          json(
              """
              {"task": "SAY tick", "schedule": "@every 2s", "scheduleId": "tick", "overlap": "skip",
               "missed": "runOnce"}
              """);
      cluster.anywhere("scheduleTask", schedule.put("agentId", "t" + i));
    }
    for (int i = 0; i < CLIENTS; i++) {
      String name = "c" + i;
      SplittableRandom random = new SplittableRandom(seed + i);
      threads.add(Thread.ofVirtual().name(name).start(() -> client(name, random)));
    }
    Thread.ofVirtual().start(this::watch);
  }

  private void create(String agent) throws InterruptedException {
    cluster.anywhere(
        "createAgent",
        json("""
        {"definition": {"systemPrompt": "You follow the script."}, "ifExists": "return",
         "config": {"maxConcurrentTasks": 2, "queueLimit": 10000, "poisonAfter": 1000,
                    "idempotencyKeyLimit": 100000, "mailboxLimit": 100000,
                    "retry": {"initialSeconds": 0.1, "maxSeconds": 0.5}}}
        """)
            .put("agentId", agent));
  }

  private void client(String name, SplittableRandom random) {
    try {
      for (int n = 0; going; n++) {
        send(name + "-" + n, random);
        if (random.nextInt(4) == 0) {
          ObjectNode sleep = json("{}").put("agentId", "z" + random.nextInt(SLEEPERS));
          cluster.anywhere("sleepAgent", sleep.put("durationSeconds", 1 + random.nextInt(4)));
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 500));
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      problems.add(name + " gave up: " + e);
    }
  }

  private void send(String key, SplittableRandom random) throws InterruptedException {
    StringBuilder script = new StringBuilder("Task " + key + "\nCALL current_time {}\n");
    if (random.nextInt(3) == 0) {
      script.append("WAIT ").append(random.nextInt(50, 1_500)).append("ms\n");
    }
    if (random.nextInt(2) == 0) {
      String line = "CALL run_command {\"program\": \"%s\", \"arguments\": [\"%s\"]}\n";
      script.append(line.formatted(cluster.program, key));
    }
    if (random.nextInt(4) == 0) {
      script.append("CALL sleep {\"seconds\": 2, \"reason\": \"to rest\"}\n");
    }
    if (random.nextInt(2) == 0) {
      Mailed mail = new Mailed("w" + random.nextInt(WORKERS), "SAY got " + key);
      String line = "CALL send_mail {\"to\": \"%s\", \"body\": \"%s\"}\n";
      script.append(line.formatted(mail.to(), mail.body()));
      mailed.put(key, mail);
    }
    ObjectNode task = json("{}").put("agentId", "w" + random.nextInt(WORKERS));
    task.put("idempotencyKey", key).put("prompt", script + "SAY done " + key);
    acknowledged.put(key, cluster.anywhere("sendTask", task).path("taskId").asString());
  }

  /** As systemd and Kubernetes do. */
  private void watch() {
    try {
      while (watching) {
        for (int i = 0; i < cluster.nodes.size(); i++) {
          NodeProcess node = cluster.nodes.get(i);
          if (!node.isAlive()) {
            homes.gone(i);
            lost.incrementAndGet();
            node.restart();
          }
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** No more work is given, and no schedule fires. */
  void end() throws InterruptedException {
    going = false;
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofMinutes(3))) {
        problems.add(thread.getName() + " hangs");
      }
    }
    for (int i = 0; i < CLOCKS; i++) {
      cluster.anywhere(
          "deleteSchedule", json("{\"scheduleId\": \"tick\"}").put("agentId", "t" + i));
    }
  }

  void endWatch() {
    watching = false;
  }

  /**
   * True if nothing is left to do. A task that goes on from one state to another between two
   * questions is in neither answer; so in the end all are looked at, and who has ended stays so.
   */
  boolean isQuiet() throws InterruptedException {
    for (String state : List.of("queued", "running", "waiting", "retrying")) {
      ObjectNode filter = json("{\"limit\": 1}").put("state", state);
      if (!cluster.anywhere("listTasks", filter).path("tasks").isEmpty()) {
        return false;
      }
    }
    ObjectNode asleep = json("{\"state\": \"sleeping\", \"limit\": 1}");
    return cluster.anywhere("listAgents", asleep).path("agents").isEmpty() && haveAllEnded();
  }

  private boolean haveAllEnded() throws InterruptedException {
    ObjectNode page = json("{\"limit\": 1000}");
    while (true) {
      JsonNode answer = cluster.anywhere("listTasks", page);
      for (JsonNode task : answer.path("tasks")) {
        if (!ENDS.contains(task.path("state").asString())) {
          return false;
        }
      }
      String next = answer.path("nextCursor").asString("");
      if (next.isEmpty()) {
        return true;
      }
      page.put("cursor", next);
    }
  }

  void hold(Judge judge) {
    acknowledged.forEach(judge::acknowledged);
    mailed.forEach((key, mail) -> {
      if (acknowledged.containsKey(key)) {
        judge.mailed(mail.to(), mail.body());
      }
    });
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  String figures() {
    return "%d tasks acknowledged, %d calls repeated, servers started again %d times"
        .formatted(acknowledged.size(), cluster.repeated.sum(), lost.get());
  }
}
