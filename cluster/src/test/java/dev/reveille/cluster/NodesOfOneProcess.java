package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.Usage;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Model;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Tokens;
import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.MemoryJournal;
import dev.reveille.tools.Toolbox;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Several nodes in one process, over one journal in memory. */
final class NodesOfOneProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AgentConfig CONFIG = AgentConfig.STANDARD;

  final MemoryJournal journal = new MemoryJournal();
  final List<Node> nodes = new ArrayList<>();
  final List<String> ended = new CopyOnWriteArrayList<>();

  /** Until then, whoever is told to count goes on. */
  final CountDownLatch enough = new CountDownLatch(1);

  private final Semaphore free = new Semaphore(1);
  private final Cluster.Turns turns =
      () -> free.tryAcquire() ? Optional.of(free::release) : Optional.empty();

  final class Node {
    final Cluster cluster;
    final Engine engine;
    final String name;
    final Tokens tokens = new Tokens();

    private Node(int port, List<String> seeds, Cluster.@Nullable Tls tls) {
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
              .make(new Cluster.Spec("127.0.0.1", port, null, seeds, 2 << 20, tls), turns, exit);
      Models models =
          names -> new Models.Choice((request, sink) -> reply(name, request, sink), "here:" + name);
      Outside outside =
          new Outside(
              models,
              Toolbox.of(List.of()),
              definition -> Optional.empty(),
              tokens,
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
      cluster.join(engine.share(), tokens, () -> seeds.indexOf(name) == 2 ? "other" : "same");
      nodes.add(this);
    }

    void stop() {
      try {
        cluster.leave();
        engine.drain();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    Set<Integer> slices() {
      return engine.share().slices();
    }
  }

  private ModelReply reply(String name, Model.Request request, Model.Sink sink)
      throws InterruptedException {
    boolean counts = request.messages().getLast().equals(new Message.User("count"));
    for (int i = 0; counts && !enough.await(1, TimeUnit.MILLISECONDS); i++) {
      sink.delta(Model.Sink.Channel.TEXT, i + " ");
    }
    return new ModelReply("said by " + name, "", List.of(), Usage.NONE, ModelReply.Finish.STOP);
  }

  /** Starts one more, which seeks the others. */
  Node add(int port, List<String> seeds, Cluster.@Nullable Tls tls) {
    return new Node(port, seeds, tls);
  }

  static List<Integer> ports(int count) {
    return Stream.generate(LocalPort::claim).limit(count).toList();
  }

  /** Three that share all slices; answers what each was told to seek. */
  List<String> start(Cluster.@Nullable Tls tls) throws IOException {
    List<Integer> ports = ports(3);
    List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    ports.forEach(port -> add(port, seeds, tls));
    awaitShared(nodes);
    return seeds;
  }

  /**
   * Each slice is at one node, and at no other; and each node has about its share, as none is moved
   * any more then.
   */
  void awaitShared(List<Node> among) {
    int share = Slices.COUNT / among.size() - 2 * Slices.COUNT / PekkoConfig.SHARDS;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<Set<Integer>> held = among.stream().map(Node::slices).toList();
          Set<Integer> all = held.stream().flatMap(Set::stream).collect(Collectors.toSet());
          List<Integer> counts = held.stream().map(Set::size).toList();
          assertThat(counts.stream().mapToInt(it -> it).sum())
              .as(seen(among))
              .isEqualTo(all.size());
          assertThat(all).as(seen(among)).hasSize(Slices.COUNT);
          assertThat(counts).as(seen(among)).allMatch(count -> count >= share);
        });
  }

  private String seen(List<Node> by) {
    return by.stream().map(node -> node.name + ": " + node.cluster.standing()).toList()
        + "; ended: "
        + ended;
  }

  @Override
  public void close() {
    // One after the other: whoever goes has somebody to hand over to.
    nodes.reversed().forEach(Node::stop);
  }

  Node holder(AgentId agent) {
    return nodes.stream()
        .filter(node -> node.slices().contains(Slices.of(agent)))
        .findFirst()
        .orElseThrow();
  }

  static TaskId submit(Node at, String agent) throws InterruptedException {
    return submit(at, agent, "say hello");
  }

  static TaskId submit(Node at, String agent, String prompt) throws InterruptedException {
    AgentId id = new AgentId(agent);
    var inline = new Entry.InlineDefinition("", "", null, List.of());
    Answer created = at.engine.ask(id, new Command.Create("", inline, CONFIG, true));
    assertThat(created).isInstanceOf(Answer.Done.class);
    Answer sent = at.engine.ask(id, new Command.Submit(TaskSpec.of(prompt)));
    assertThat(sent).isInstanceOf(Answer.Done.class);
    return Objects.requireNonNull(((Answer.Done) sent).task());
  }
}
