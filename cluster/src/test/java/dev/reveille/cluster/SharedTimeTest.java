package dev.reveille.cluster;

import static dev.reveille.cluster.ThreeNodes.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Three real servers spend one budget of running time. */
class SharedTimeTest {
  private static final int AGENTS = 12;
  private static final int MOST = 120;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** Also of what ran at the others each knows how long, and stops its own. */
  @Test
  void whenItIsSpentEachServerLetsGoOfWhatRunsThere() throws Exception {
    String budget = "budget: {maxSeconds: " + MOST + ", perSeconds: 31536000}\n";
    try (ThreeNodes cluster = new ThreeNodes(folder, budget)) {
      try {
        cluster.awaitUp(0, 1, 2);
        for (int i = 0; i < AGENTS; i++) {
          cluster.anywhere(
              "createAgent",
              json("{\"definition\": {\"systemPrompt\": \"\"}, \"ifExists\": \"return\"}")
                  .put("agentId", "a" + i));
          cluster.anywhere(
              "sendTask",
              json("{\"prompt\": \"WAIT 60m\\nSAY done\", \"idempotencyKey\": \"one\"}")
                  .put("agentId", "a" + i));
        }
        await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> allWait(cluster));
        for (int node = 0; node < 3; node++) {
          assertThat(cluster.figure(node, "reveille_task_failures_total{kind=\"budget_spent\"}"))
              .as("tasks that waited at node %d", node)
              .isPositive();
          JsonNode said = cluster.at(node, "getServerInfo", json("{}")).path("budget");
          assertThat(said.path("reached").asString())
              .contains(" of " + MOST + " s of running time");
          assertThat(said.at("/spent/timeSeconds").asDouble())
              .as("each knows what all have spent")
              .isBetween((double) MOST, 3.0 * MOST);
        }
      } catch (AssertionError | RuntimeException e) {
        e.addSuppressed(new AssertionError(cluster.logs()));
        throw e;
      }
    }
  }

  private static JsonNode agent(ThreeNodes cluster, int node, int i) throws Exception {
    return cluster.at(node, "getAgent", json("{}").put("agentId", "a" + i));
  }

  private static boolean allWait(ThreeNodes cluster) throws Exception {
    for (int i = 0; i < AGENTS; i++) {
      String why = agent(cluster, i % 3, i).path("why").asString();
      if (!why.contains("waits for the server's budget until")) {
        return false;
      }
    }
    return true;
  }
}
