package dev.reveille.server.kill;

import dev.reveille.client.ReveilleClient;
import dev.reveille.client.RpcException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients that send tasks, each with a key of its own, and put agents to sleep. A call that breaks
 * is repeated with the same key until it is answered.
 */
final class Clients {
  static final int AGENTS = 100;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ReveilleClient server;
  private final Door door;
  private final Map<String, Sent> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder sleeps = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean going = true;

  /** A task whose queueing was acknowledged. */
  record Sent(String taskId, Script script) {}

  Clients(ReveilleClient server, Door door) {
    this.server = server;
    this.door = door;
  }

  void createAgents() throws InterruptedException {
    for (int i = 0; i < AGENTS; i++) {
      ObjectNode agent =
          (ObjectNode)
              JSON.readTree(
                  """
                  {"definition": {"systemPrompt": "You follow the script."}, "ifExists": "return",
                   "config": {"maxConcurrentTasks": 2, "queueLimit": 10000, "poisonAfter": 1000,
                              "retry": {"initialSeconds": 0.05, "maxSeconds": 0.2}}}\
                  """);
      call("createAgent", agent.put("agentId", "a" + i));
    }
  }

  void start(int count, long seed) {
    for (int i = 0; i < count; i++) {
      String name = "c" + i;
      SplittableRandom random = new SplittableRandom(seed + i);
      threads.add(Thread.ofVirtual().name(name).start(() -> run(name, random)));
    }
  }

  private void run(String name, SplittableRandom random) {
    try {
      for (int n = 0; going; n++) {
        String agent = "a" + random.nextInt(AGENTS);
        boolean last = n % 8 == 7;
        send(agent, name + "-" + n, random, last);
        if (last && random.nextInt(3) == 0) {
          sleep(random);
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      problems.add(name + " gave up: " + e);
    }
  }

  private void send(String agent, String key, SplittableRandom random, boolean waits)
      throws InterruptedException {
    Script script = Script.random(random, key);
    ObjectNode task = JSON.createObjectNode().put("agentId", agent).put("idempotencyKey", key);
    task.put("prompt", script.prompt())
        .put("priority", random.nextInt(20) == 0 ? "high" : "normal");
    if (random.nextInt(5) == 0) {
      task.put("threadId", "thread-" + random.nextInt(3));
    }
    String taskId = call("sendTask", task).path("taskId").asString();
    acknowledged.put(key, new Sent(taskId, script));
    if (waits) {
      // The same key once more: it is the same task, and this time its end is waited for.
      JsonNode ended = call("sendTask", task.put("wait", true).put("waitSeconds", 300));
      if (!ended.path("taskId").asString().equals(taskId)) {
        problems.add(key + " was acknowledged as " + taskId + ", and then as " + ended);
      }
    }
  }

  private void sleep(SplittableRandom random) throws InterruptedException {
    ObjectNode sleep = JSON.createObjectNode().put("agentId", "a" + random.nextInt(AGENTS));
    call("sleepAgent", sleep.put("durationSeconds", random.nextInt(50, 3_000) / 1000.0));
    sleeps.increment();
  }

  /** Answers only when the server has. */
  JsonNode call(String method, JsonNode params) throws InterruptedException {
    while (true) {
      door.awaitOpen();
      try {
        return server.call(method, params);
      } catch (IOException broken) {
        repeated.increment();
      } catch (RpcException refused) {
        if (!refused.isUnavailable()) {
          throw refused;
        }
        repeated.increment();
      }
    }
  }

  /** Lets each client end what it does; false if one hangs. */
  boolean stop(Duration patience) throws InterruptedException {
    going = false;
    for (Thread thread : threads) {
      if (!thread.join(patience)) {
        return false;
      }
    }
    return true;
  }

  Map<String, Sent> acknowledged() {
    return acknowledged;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  long repeated() {
    return repeated.sum();
  }

  long sleeps() {
    return sleeps.sum();
  }
}
