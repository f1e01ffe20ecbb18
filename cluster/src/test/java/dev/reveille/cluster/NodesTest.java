package dev.reveille.cluster;

import static dev.reveille.cluster.ThreeNodes.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.Interest;
import dev.reveille.client.Notification;
import dev.reveille.client.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Three real servers over one PostgreSQL: any serves any client, and one after the other goes. */
class NodesTest {
  private static final int AGENTS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void anyNodeServesAnyClientAndOthersGoOnWithTheAgentsOfOneThatGoes(TestReporter reporter)
      throws Exception {
    try (SpanNames spans = new SpanNames();
        ThreeNodes cluster =
            new ThreeNodes(
                folder, "telemetry: {otlp: {endpoint: \"" + spans.address() + "\"}}\n")) {
      try {
        cluster.awaitUp(0, 1, 2);
        anyNodeServesAnyClient(cluster);
        eachCountsWhatItHasDone(cluster);
        oneSendsTheSpansOfAll(spans);
        tokensAreHeardAtAnyNode(cluster);
        killed(cluster, reporter);
        eachTaskHasItsSpan(spans);
        drained(cluster);
        begunWithoutTheFirst(cluster);
        anyNodeTellsOfAll(cluster);
      } catch (AssertionError | RuntimeException e) {
        e.addSuppressed(new AssertionError(cluster.logs()));
        throw e;
      }
    }
  }

  private static void create(ThreeNodes cluster, String agent) throws Exception {
    cluster.anywhere(
        "createAgent",
        json("""
        {"definition": {"systemPrompt": "You follow the script."}, "ifExists": "return",
         "config": {"poisonAfter": 100, "retry": {"initialSeconds": 0.1, "maxSeconds": 1}}}
        """)
            .put("agentId", agent));
  }

  private static void anyNodeServesAnyClient(ThreeNodes cluster) throws Exception {
    List<List<String>> heard = new ArrayList<>();
    List<Subscription> subscriptions = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      List<String> all = new CopyOnWriteArrayList<>();
      heard.add(all);
      Interest durable = new Interest(List.of(), List.of(), Optional.empty(), false);
      subscriptions.add(
          cluster
              .client(node)
              .subscribe(durable, it -> all.add(it.cursor().orElse("") + " " + it.method())));
    }
    for (int i = 0; i < AGENTS; i++) {
      create(cluster, "a" + i);
      JsonNode task =
          cluster.at(
              i % 3,
              "sendTask",
              json("{\"prompt\": \"CALL current_time {}\\nSAY done\", \"wait\": true}")
                  .put("agentId", "a" + i));
      assertThat(task.path("state").asString()).isEqualTo("succeeded");
      for (int node = 0; node < 3; node++) {
        JsonNode shown =
            cluster.at(node, "getTask", json("{}").put("taskId", task.path("taskId").asString()));
        assertThat(shown.path("result").asString()).isEqualTo("done");
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(heard.get(0)).hasSizeGreaterThan(5 * AGENTS);
          assertThat(heard.get(1)).isEqualTo(heard.get(0));
          assertThat(heard.get(2)).isEqualTo(heard.get(0));
        });
    subscriptions.forEach(Subscription::close);
  }

  /** So that the sum is what happened, and what all see alike is not a part of it. */
  private static void eachCountsWhatItHasDone(ThreeNodes cluster) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          double ended = 0;
          double returned = 0;
          for (int node = 0; node < 3; node++) {
            double here = cluster.figure(node, "reveille_tasks_ended_total{outcome=\"succeeded\"}");
            assertThat(here).as("of node %d", node).isLessThan(AGENTS);
            ended += here;
            returned += cluster.figure(node, "reveille_tool_results_total{outcome=\"ok\"}");
            assertThat(cluster.figure(node, "reveille_agents{state=\"idle\"}")).isEqualTo(AGENTS);
          }
          assertThat(ended).isEqualTo(AGENTS);
          assertThat(returned).isEqualTo(AGENTS);
        });
  }

  /** If slices move meanwhile, the newest may come twice. */
  private static void oneSendsTheSpansOfAll(SpanNames spans) {
    await().atMost(PATIENCE).until(() -> count(spans) >= AGENTS);
    assertThat(count(spans)).isLessThan(2 * AGENTS);
  }

  /** For the moment only, so what was said too early is said again. */
  private static void tokensAreHeardAtAnyNode(ThreeNodes cluster) throws Exception {
    String home = cluster.at(0, "getAgent", json("{\"agentId\": \"a0\"}")).path("node").asString();
    int far = (cluster.names.indexOf(home) + 1) % 3;
    Map<String, String> heard = new ConcurrentHashMap<>();
    Interest tokens = new Interest(List.of("a0"), List.of(), Optional.empty(), true);
    String words = "from one server to another, piece by piece and in order: 1 2 3 4 5 6 7 8 9";
    Subscription subscription =
        cluster.client(far).subscribe(tokens, told -> keepToken(told, heard));
    await()
        .atMost(PATIENCE)
        .until(() -> {
          cluster.at(
              far,
              "sendTask",
              json("{\"agentId\": \"a0\", \"wait\": true}").put("prompt", "SAY " + words));
          return heard.containsValue(words);
        });
    subscription.close();
  }

  private static boolean keepToken(Notification told, Map<String, String> heard) {
    if (told.method().equals("async.task.token")) {
      String task = told.params().path("taskId").asString();
      heard.merge(task, told.params().path("delta").asString(), String::concat);
    }
    return true;
  }

  private static int count(SpanNames spans) {
    int count = 0;
    for (int i = 0; i < AGENTS; i++) {
      count += spans.count("invoke_agent a" + i);
    }
    return count;
  }

  /** Also those that ran at the server that was killed, and if it was that which sent. */
  private static void eachTaskHasItsSpan(SpanNames spans) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (int i = 0; i < AGENTS; i++) {
            assertThat(spans.count("invoke_agent a" + i)).as("of a%d", i).isGreaterThanOrEqualTo(2);
            assertThat(spans.count("invoke_agent s" + i)).as("of s%d", i).isPositive();
          }
        });
  }

  private static void killed(ThreeNodes cluster, TestReporter reporter) throws Exception {
    List<String> running = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      String prompt = "CALL current_time {}\nWAIT 3s\nCALL current_time {}\nSAY done";
      JsonNode sent =
          cluster.anywhere("sendTask", json("{}").put("agentId", "a" + i).put("prompt", prompt));
      running.add(sent.path("taskId").asString());
      create(cluster, "s" + i);
    }
    Instant due = Instant.now().plusSeconds(10);
    for (int i = 0; i < AGENTS; i++) {
      cluster.anywhere(
          "sleepAgent", json("{}").put("agentId", "s" + i).put("untilTime", due.toString()));
    }
    Instant killed = Instant.now();
    cluster.nodes.get(2).kill();
    // Asked for again and again, until the last of them is served by somebody else.
    for (int i = 0; i < AGENTS; i++) {
      cluster.anywhere(
          "sendTask",
          json("{\"prompt\": \"SAY again\"}")
              .put("agentId", "s" + i)
              .put("idempotencyKey", "after-" + i));
    }
    Duration served = Duration.between(killed, Instant.now());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (String task : running) {
            JsonNode now = cluster.anywhere("getTask", json("{}").put("taskId", task));
            assertThat(now.path("state").asString()).as(task).isEqualTo("succeeded");
          }
        });
    Duration done = Duration.between(killed, Instant.now());
    Duration latest = Duration.ZERO;
    for (int i = 0; i < AGENTS; i++) {
      Instant woke = woke(cluster, "s" + i);
      assertThat(woke).as("never early").isAfterOrEqualTo(due);
      Duration late = Duration.between(due, woke);
      latest = late.compareTo(latest) > 0 ? late : latest;
    }
    reporter.publishEntry(
        "kill -9 of one of three nodes",
        "all agents served again after %d ms, all its tasks done after %d ms, latest wake %d ms late"
            .formatted(served.toMillis(), done.toMillis(), latest.toMillis()));
    assertThat(served).isLessThan(Duration.ofMinutes(2));
    cluster.nodes.get(2).restart();
    cluster.awaitUp(0, 1, 2);
  }

  /** When it woke by time. */
  private static Instant woke(ThreeNodes cluster, String agent) {
    Instant[] woke = new Instant[1];
    await()
        .atMost(PATIENCE)
        .until(() -> {
          JsonNode page = cluster.anywhere("getTimeline", json("{}").put("agentId", agent));
          for (JsonNode entry : page.path("entries")) {
            if (entry.path("type").asString().equals("Woke")) {
              woke[0] = Instant.parse(entry.path("at").asString());
            }
          }
          return woke[0] != null;
        });
    return woke[0];
  }

  private static void drained(ThreeNodes cluster) throws Exception {
    List<String> running = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      String prompt = "CALL current_time {}\nWAIT 3s\nSAY done";
      JsonNode sent =
          cluster.anywhere("sendTask", json("{}").put("agentId", "a" + i).put("prompt", prompt));
      running.add(sent.path("taskId").asString());
    }
    JsonNode drained = cluster.at(0, "drainNode", json("{}").put("node", cluster.names.get(1)));
    assertThat(drained.path("success").asBoolean(false)).isTrue();
    assertThat(cluster.nodes.get(1).ended(60)).as(() -> cluster.logs()).isEqualTo(0);
    cluster.awaitUp(0, 2);
    for (String task : running) {
      JsonNode ended =
          cluster.at(2, "awaitTask", json("{\"timeoutSeconds\": 60}").put("taskId", task));
      assertThat(ended.path("state").asString()).isEqualTo("succeeded");
    }
    // One that stops in good order is gone at once, too.
    assertThat(cluster.nodes.get(0).stop()).isNotNull();
    JsonNode last =
        cluster.at(
            2, "sendTask", json("{\"agentId\": \"a1\", \"prompt\": \"SAY last\", \"wait\": true}"));
    assertThat(last.path("result").asString()).isEqualTo("last");
  }

  /** All were down, and the machine of the first in the list of seed nodes does not come back. */
  private static void begunWithoutTheFirst(ThreeNodes cluster) throws Exception {
    cluster.nodes.get(2).kill();
    cluster.nodes.get(1).restart();
    cluster.nodes.get(2).restart();
    cluster.awaitUp(1, 2);
    for (int node = 1; node <= 2; node++) {
      JsonNode sent =
          cluster.at(
              node,
              "sendTask",
              json("{\"agentId\": \"a1\", \"prompt\": \"SAY here\", \"wait\": true}"));
      assertThat(sent.path("result").asString()).isEqualTo("here");
    }
    // When it comes back after all, it finds them.
    cluster.nodes.get(0).restart();
    cluster.awaitUp(0, 1, 2);
    assertThat(cluster.nodes).allMatch(NodeProcess::isAlive);
  }

  /** Where an agent lives, and what runs, whoever is asked. */
  private static void anyNodeTellsOfAll(ThreeNodes cluster) throws Exception {
    JsonNode sent =
        cluster.at(0, "sendTask", json("{\"agentId\": \"a1\", \"prompt\": \"WAIT 10m\"}"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Set<String> homes = new HashSet<>();
          for (int node = 0; node < 3; node++) {
            JsonNode overview = cluster.at(node, "getOverview", json("{}"));
            assertThat(overview.path("running").asInt(-1)).as("at node " + node).isEqualTo(1);
            JsonNode agent = cluster.at(node, "getAgent", json("{\"agentId\": \"a1\"}"));
            homes.add(agent.path("node").asString(""));
          }
          assertThat(homes).hasSize(1).isSubsetOf(cluster.names);
        });
    cluster.at(0, "cancelTask", json("{}").put("taskId", sent.path("taskId").asString()));
  }
}
