package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.Usage;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Slices;
import dev.reveille.engine.TaskHistory;
import dev.reveille.engine.Tokens;
import dev.reveille.testkit.MemoryJournal;
import dev.reveille.tools.Toolbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes in one process, over one journal in memory. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AgentConfig CONFIG = AgentConfig.STANDARD;

  private final MemoryJournal journal = new MemoryJournal();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();

  private final class Node {
    final Cluster cluster;
    final Engine engine;
    final String name;

    Node(int port, List<String> seeds, Cluster.@Nullable Tls tls) {
      name = "127.0.0.1:" + port;
      Cluster.Exit exit =
          new Cluster.Exit() {
            @Override
            public void drained() {
              ended.add(name + " drained");
            }

            @Override
            public void lost(String why) {
              ended.add(name + " lost: " + why);
            }
          };
      cluster =
          new PekkoClusterMaker()
              .make(new Cluster.Spec("127.0.0.1", port, null, seeds, 2 << 20, tls), exit);
      Models models = names -> new Models.Choice((request, sink) -> reply(name), "here:" + name);
      Outside outside =
          new Outside(
              models,
              Toolbox.of(List.of()),
              definition -> Optional.empty(),
              new Tokens(),
              (schema, value) -> List.of(),
              Gauges.constant(0, 0));
      engine =
          Engine.create(
              journal,
              journal,
              outside,
              InstantSource.system(),
              RandomGenerator.getDefault(),
              EngineConfig.STANDARD,
              cluster);
      engine.start();
      cluster.join(engine.share());
      nodes.add(this);
    }

    Set<Integer> slices() {
      return engine.share().slices();
    }
  }

  private static ModelReply reply(String name) {
    return new ModelReply("said by " + name, "", List.of(), Usage.NONE, ModelReply.Finish.STOP);
  }

  private static List<Integer> ports(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void start(Cluster.@Nullable Tls tls) throws IOException {
    List<Integer> ports = ports(3);
    List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    ports.forEach(port -> new Node(port, seeds, tls));
    awaitShared(nodes);
  }

  /** Each slice is at one node, and at no other. */
  private static void awaitShared(List<Node> among) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          Set<Integer> all = new HashSet<>();
          int count = 0;
          for (Node node : among) {
            all.addAll(node.slices());
            count += node.slices().size();
          }
          boolean each = among.stream().noneMatch(node -> node.slices().isEmpty());
          return each && all.size() == Slices.COUNT && count == Slices.COUNT;
        });
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Node node : nodes) {
      node.cluster.leave();
      node.engine.drain();
    }
  }

  private TaskId submit(Node at, String agent) throws InterruptedException {
    AgentId id = new AgentId(agent);
    var inline = new Entry.InlineDefinition("", "", null, List.of());
    Answer created = at.engine.ask(id, new Command.Create("", inline, CONFIG, true));
    assertThat(created).isInstanceOf(Answer.Done.class);
    Answer sent = at.engine.ask(id, new Command.Submit(TaskSpec.of("say hello")));
    assertThat(sent).isInstanceOf(Answer.Done.class);
    return Objects.requireNonNull(((Answer.Done) sent).task());
  }

  @Test
  void whateverIsAskedAnywhereRunsWhereItsSliceIs() throws Exception {
    start(null);
    for (int i = 0; i < 30; i++) {
      Node at = nodes.get(i % 3);
      TaskId task = submit(at, "agent-" + i);
      Node other = nodes.get((i + 1) % 3);
      assertThat(other.engine.awaitEnd(task, PATIENCE)).isTrue();
      Node holder =
          nodes.stream()
              .filter(node -> node.slices().contains(Slices.of(task.agent())))
              .findFirst()
              .orElseThrow();
      assertThat(TaskHistory.read(journal, task).orElseThrow().outcome()).contains(holder.name);
      assertThat(other.engine.look(task.agent())).isInstanceOf(Answer.Done.class);
    }
    assertThat(nodes.getFirst().cluster.nodes())
        .allMatch(node -> node.state().equals("up") && node.slices() > 0)
        .hasSize(3);
    assertThat(nodes.getFirst().cluster.standing().well()).isTrue();

    // One is drained from another: its slices go, and it ends.
    assertThat(nodes.get(0).cluster.drain("nobody:1")).isFalse();
    assertThat(nodes.get(0).cluster.drain(nodes.get(2).name)).isTrue();
    awaitShared(nodes.subList(0, 2));
    await().atMost(PATIENCE).until(() -> ended.contains(nodes.get(2).name + " drained"));
    TaskId after = submit(nodes.get(0), "afterwards");
    assertThat(nodes.get(1).engine.awaitEnd(after, PATIENCE)).isTrue();

    // The last one has all, also when the one goes that placed them.
    nodes.get(0).cluster.leave();

    awaitShared(nodes.subList(1, 2));

    TaskId last = submit(nodes.get(1), "at-last");
    assertThat(nodes.get(1).engine.awaitEnd(last, PATIENCE)).isTrue();
  }
}
