package dev.reveille.cluster;

import static dev.reveille.cluster.NodesOfOneProcess.PATIENCE;
import static dev.reveille.cluster.NodesOfOneProcess.ports;
import static dev.reveille.cluster.NodesOfOneProcess.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import dev.reveille.cluster.NodesOfOneProcess.Node;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.TaskHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How several nodes share the slices: from the beginning, as one comes, and as one goes. */
class ClusterTest {
  private final NodesOfOneProcess cluster = new NodesOfOneProcess();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void whateverIsAskedAnywhereRunsWhereItsSliceIs() throws Exception {
    cluster.start(null);
    for (int i = 0; i < 30; i++) {
      Node at = cluster.nodes.get(i % 3);
      TaskId task = submit(at, "agent-" + i);
      Node other = cluster.nodes.get((i + 1) % 3);
      assertThat(other.engine.awaitEnd(task, PATIENCE)).isTrue();
      Node holder = cluster.holder(task.agent());
      assertThat(TaskHistory.read(cluster.journal, task).orElseThrow().outcome())
          .contains(holder.name);
      await()
          .atMost(PATIENCE)
          .until(() -> at.cluster.home(task.agent()).equals(Optional.of(holder.name)));
      assertThat(other.engine.look(task.agent())).isInstanceOf(Answer.Done.class);
    }
    await() // others are asked, who may be slow to answer
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(cluster.nodes.getFirst().cluster.nodes())
              .allMatch(node -> node.state().equals("up") && node.slices() > 0)
              .hasSize(3);
          assertThat(cluster.nodes.getFirst().cluster.standing().well()).isTrue();
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(cluster.nodes.get(1).cluster.nodes())
                .extracting(Cluster.Node::definitions)
                .containsExactlyInAnyOrder("same", "same", "other"));

    // One is drained from another: its slices go, and it ends.
    assertThat(cluster.nodes.get(0).cluster.drain("nobody:1")).isFalse();
    assertThat(cluster.nodes.get(0).cluster.drain(cluster.nodes.get(2).name)).isTrue();
    cluster.awaitShared(cluster.nodes.subList(0, 2));
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.ended.contains(cluster.nodes.get(2).name + " drained"));
    TaskId after = submit(cluster.nodes.get(0), "afterwards");
    assertThat(cluster.nodes.get(1).engine.awaitEnd(after, PATIENCE)).isTrue();

    // The last one has all, also when the one goes that placed them.
    cluster.nodes.get(0).cluster.leave();

    cluster.awaitShared(cluster.nodes.subList(1, 2));

    TaskId last = submit(cluster.nodes.get(1), "at-last");
    assertThat(cluster.nodes.get(1).engine.awaitEnd(last, PATIENCE)).isTrue();
  }

  @Test
  void aMajorityBeginsWithoutTheFirstOfTheSeedNodesAndTakesItInWhenItComes() throws Exception {
    List<Integer> ports = ports(3);
    List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    cluster.add(ports.get(1), seeds, null);
    cluster.add(ports.get(2), seeds, null);
    cluster.awaitShared(cluster.nodes);
    TaskId task = submit(cluster.nodes.get(0), "early");
    assertThat(cluster.nodes.get(1).engine.awaitEnd(task, PATIENCE)).isTrue();

    cluster.add(ports.get(0), seeds, null);
    cluster.awaitShared(cluster.nodes);
    assertThat(cluster.nodes.get(0).cluster.nodes()).hasSize(3);
    assertThat(cluster.ended).isEmpty();
  }

  /** Or it would begin a cluster of its own beside the one that has already begun without it. */
  @Test
  void whoeverComesBackIsReachedBeforeItBeginsAlone() {
    var spec = new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, null);
    Config config = PekkoConfig.of(spec).getConfig("pekko");
    Config remote = config.getConfig("remote.artery.advanced");
    Duration longestPause =
        remote
            .getDuration("outbound-restart-backoff")
            .multipliedBy(5)
            .multipliedBy(11)
            .dividedBy(10);

    assertThat(remote.getDuration("tcp.connection-timeout").plus(longestPause))
        .isLessThan(config.getDuration("cluster.seed-node-timeout").minusMillis(500));
  }
}
