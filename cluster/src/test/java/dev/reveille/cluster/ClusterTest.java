package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
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
import dev.reveille.engine.TaskHistory;
import dev.reveille.engine.Tokens;
import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.MemoryJournal;
import dev.reveille.tools.Toolbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes in one process, over one journal in memory. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AgentConfig CONFIG = AgentConfig.STANDARD;

  @TempDir private static Path folder;
  private static Cluster.Tls ours;

  private final MemoryJournal journal = new MemoryJournal();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final CountDownLatch enough = new CountDownLatch(1);
  private final Semaphore free = new Semaphore(1);
  private final Cluster.Turns turns =
      () -> free.tryAcquire() ? Optional.of(free::release) : Optional.empty();

  private final class Node {
    final Cluster cluster;
    final Engine engine;
    final String name;
    final Tokens tokens = new Tokens();

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

  private static List<Integer> ports(int count) {
    return Stream.generate(LocalPort::claim).limit(count).toList();
  }

  private List<String> start(Cluster.@Nullable Tls tls) throws IOException {
    List<Integer> ports = ports(3);
    List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    ports.forEach(port -> new Node(port, seeds, tls));
    awaitShared(nodes);
    return seeds;
  }

  /**
   * Each slice is at one node, and at no other; and each node has about its share, as none is moved
   * any more then.
   */
  private void awaitShared(List<Node> among) {
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

  @BeforeAll
  static void makeStores() throws Exception {
    ours = Keytool.stores(Files.createDirectory(folder.resolve("ours")));
  }

  @AfterEach
  void stop() {
    // One after the other: whoever goes has somebody to hand over to.
    nodes.reversed().forEach(Node::stop);
  }

  private TaskId submit(Node at, String agent) throws InterruptedException {
    return submit(at, agent, "say hello");
  }

  private TaskId submit(Node at, String agent, String prompt) throws InterruptedException {
    AgentId id = new AgentId(agent);
    var inline = new Entry.InlineDefinition("", "", null, List.of());
    Answer created = at.engine.ask(id, new Command.Create("", inline, CONFIG, true));
    assertThat(created).isInstanceOf(Answer.Done.class);
    Answer sent = at.engine.ask(id, new Command.Submit(TaskSpec.of(prompt)));
    assertThat(sent).isInstanceOf(Answer.Done.class);
    return Objects.requireNonNull(((Answer.Done) sent).task());
  }

  private Node holder(AgentId agent) {
    return nodes.stream()
        .filter(node -> node.slices().contains(Slices.of(agent)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whateverIsAskedAnywhereRunsWhereItsSliceIs() throws Exception {
    start(null);
    for (int i = 0; i < 30; i++) {
      Node at = nodes.get(i % 3);
      TaskId task = submit(at, "agent-" + i);
      Node other = nodes.get((i + 1) % 3);
      assertThat(other.engine.awaitEnd(task, PATIENCE)).isTrue();
      Node holder = holder(task.agent());
      assertThat(TaskHistory.read(journal, task).orElseThrow().outcome()).contains(holder.name);
      await()
          .atMost(PATIENCE)
          .until(() -> at.cluster.home(task.agent()).equals(Optional.of(holder.name)));
      assertThat(other.engine.look(task.agent())).isInstanceOf(Answer.Done.class);
    }
    await() // others are asked, who may be slow to answer
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(nodes.getFirst().cluster.nodes())
              .allMatch(node -> node.state().equals("up") && node.slices() > 0)
              .hasSize(3);
          assertThat(nodes.getFirst().cluster.standing().well()).isTrue();
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(nodes.get(1).cluster.nodes())
                .extracting(Cluster.Node::definitions)
                .containsExactlyInAnyOrder("same", "same", "other"));

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

  @Test
  void whatAModelSaysIsHeardAtEveryNodeByThoseWhoListenToItsAgent() throws Exception {
    start(null);
    AgentId talker = new AgentId("talker");
    Node holder = holder(talker);
    List<Node> elsewhere = nodes.stream().filter(node -> node != holder).toList();
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> late = new CopyOnWriteArrayList<>();
    List<String> silence = new CopyOnWriteArrayList<>();
    elsewhere.get(0).tokens.add(Set.of(talker), (task, channel, delta) -> heard.add(delta));
    elsewhere
        .get(0)
        .tokens
        .add(Set.of(new AgentId("other")), (task, channel, delta) -> silence.add(delta));

    TaskId task = submit(elsewhere.get(1), "talker", "count");
    await().atMost(PATIENCE).until(() -> numbers(heard).size() > 100);
    elsewhere.get(1).tokens.add(Set.of(), (of, channel, delta) -> late.add(of + " " + delta));
    await().atMost(PATIENCE).until(() -> late.size() > 3);
    enough.countDown();
    assertThat(elsewhere.get(0).engine.awaitEnd(task, PATIENCE)).isTrue();

    // Pieces may be missing, if the machine is slow.
    assertThat(numbers(heard)).isSorted().doesNotHaveDuplicates();
    assertThat(late).allMatch(it -> it.startsWith(task + " "));
    assertThat(silence).isEmpty();
  }

  /** A server of the version before would log an error for each message that it cannot read. */
  @Test
  void nobodyIsToldOfListenersWhoDoesNotKnowWhatThatIs() throws Exception {
    List<Integer> ports = ports(1);
    Node node = new Node(ports.getFirst(), List.of("127.0.0.1:" + ports.getFirst()), null);
    awaitShared(nodes);
    List<Wire> told = new CopyOnWriteArrayList<>();
    List<Wire> toldBefore = new CopyOnWriteArrayList<>();
    ActorSystem<Void> knows = bare(node, "[agents, " + TokenRelay.ROLE + "]", told);
    ActorSystem<Void> before = bare(node, "[agents]", toldBefore);
    await().atMost(PATIENCE).until(() -> node.cluster.nodes().size() == 3);

    node.tokens.add(Set.of(), (task, channel, delta) -> {});
    await().atMost(PATIENCE).until(() -> told.size() > 2);
    assertThat(toldBefore).isEmpty();

    for (ActorSystem<Void> each : List.of(knows, before)) {
      each.terminate();
      each.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  /** A member of the cluster that has no agents. */
  private static ActorSystem<Void> bare(Node seed, String roles, List<Wire> told) {
    Config config =
        ConfigFactory.parseString("pekko.cluster.roles = " + roles)
            .withFallback(
                PekkoConfig.of(new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, null)));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.<Void>empty(), "reveille", config);
    Behavior<Wire> ears =
        Behaviors.receiveMessage(message -> {
          told.add(message);
          return Behaviors.same();
        });
    system.systemActorOf(ears, "tokens", Props.empty());
    Address address = AddressFromURIString.parse("pekko://reveille@" + seed.name);
    org.apache.pekko.cluster.typed.Cluster.get(system).manager().tell(new Join(address));
    return system;
  }

  private static List<Integer> numbers(List<String> deltas) {
    return Stream.of(String.join("", deltas).split(" "))
        .filter(it -> !it.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  @Test
  void aMajorityBeginsWithoutTheFirstOfTheSeedNodesAndTakesItInWhenItComes() throws Exception {
    List<Integer> ports = ports(3);
    List<String> seeds = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    new Node(ports.get(1), seeds, null);
    new Node(ports.get(2), seeds, null);
    awaitShared(nodes);
    TaskId task = submit(nodes.get(0), "early");
    assertThat(nodes.get(1).engine.awaitEnd(task, PATIENCE)).isTrue();

    new Node(ports.get(0), seeds, null);
    awaitShared(nodes);
    assertThat(nodes.get(0).cluster.nodes()).hasSize(3);
    assertThat(ended).isEmpty();
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

  @Test
  void withTlsNobodyGetsInWhomTheOthersDoNotTrust() throws Exception {
    Cluster.Tls others = Keytool.stores(Files.createDirectory(folder.resolve("others")));
    List<String> seeds = start(ours);
    for (int i = 0; i < 6; i++) {
      TaskId task = submit(nodes.get(i % 3), "agent-" + i);
      assertThat(nodes.get((i + 1) % 3).engine.awaitEnd(task, PATIENCE)).isTrue();
      assertThat(nodes.get((i + 2) % 3).engine.look(task.agent())).isInstanceOf(Answer.Done.class);
    }
    List<Integer> free = ports(2);

    Node stranger = new Node(free.get(0), seeds, others);
    Node plain = new Node(free.get(1), seeds, null);

    awaitComplaint(stranger, "signed by nobody that this server's trust store has");
    awaitComplaint(plain, "it speaks TLS, and this server has no cluster.tls");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(nodes.getFirst().cluster.nodes())
                .allMatch(node -> node.state().equals("up"))
                .hasSize(3));
    assertThat(stranger.slices()).isEmpty();
    assertThat(plain.slices()).isEmpty();

    // One that trusts the others, and whom they do not trust.
    Cluster.Tls half = new Cluster.Tls(others.keyStore(), ours.trustStore(), ours.password());
    assertThat(refusal(half)).contains("signed by nobody");
  }

  private static void awaitComplaint(Node node, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.cluster.standing().detail()).contains(words));
    assertThat(node.cluster.standing().member()).isFalse();
  }

  @Test
  void storesThatCannotBeUsedAreRefusedAtTheStart() throws Exception {
    Cluster.Tls good = ours;
    Path keys = good.keyStore();
    Path trust = good.trustStore();
    Path missing = folder.resolve("missing.p12");
    Path text = Files.writeString(folder.resolve("text.p12"), "no store");

    assertThat(refusal(new Cluster.Tls(keys, trust, "wrong-password")))
        .isEqualTo(
            "cluster.tls: the password does not open %s (it is taken from cluster.tls.passwordEnv)"
                .formatted(keys));
    assertThat(refusal(new Cluster.Tls(keys, missing, good.password())))
        .isEqualTo("cluster.tls: there is no " + missing);
    assertThat(refusal(new Cluster.Tls(text, trust, good.password())))
        .contains(text + " cannot be read as a PKCS12 store");
    assertThat(refusal(new Cluster.Tls(trust, trust, good.password())))
        .isEqualTo("cluster.tls: " + trust + " has no private key");
    assertThatThrownBy(() ->
            new PekkoClusterMaker()
                .make(
                    new Cluster.Spec("localhost", 0, null, List.of(), 2 << 20, good),
                    NEVER,
                    NO_EXIT))
        .hasMessageContaining("its certificate is not for localhost");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cluster.Spec spec =
          new Cluster.Spec("127.0.0.1", taken.getLocalPort(), null, List.of(), 2 << 20, null);
      assertThatThrownBy(() -> new PekkoClusterMaker().make(spec, NEVER, NO_EXIT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot listen for the others");
    }
  }

  private static final Cluster.Turns NEVER = Optional::empty;

  private static final Cluster.Exit NO_EXIT =
      new Cluster.Exit() {
        @Override
        public void drained() {
          throw new AssertionError("it has not begun");
        }

        @Override
        public void lost(String why) {
          throw new AssertionError("it has not begun");
        }
      };

  private static String refusal(Cluster.Tls tls) {
    Cluster.Spec spec = new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, tls);
    return Objects.requireNonNull(
        assertThrows(
                IllegalArgumentException.class,
                () -> new PekkoClusterMaker().make(spec, NEVER, NO_EXIT))
            .getMessage());
  }
}
