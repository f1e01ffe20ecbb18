package dev.reveille.cluster;

import static dev.reveille.cluster.NodesOfOneProcess.PATIENCE;
import static dev.reveille.cluster.NodesOfOneProcess.ports;
import static dev.reveille.cluster.NodesOfOneProcess.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.reveille.cluster.NodesOfOneProcess.Node;
import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Cluster;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What models say, at nodes where they are not. */
class ClusterTokensTest {
  private final NodesOfOneProcess cluster = new NodesOfOneProcess();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void whatAModelSaysIsHeardAtEveryNodeByThoseWhoListenToItsAgent() throws Exception {
    cluster.start(null);
    AgentId talker = new AgentId("talker");
    Node holder = cluster.holder(talker);
    List<Node> elsewhere = cluster.nodes.stream().filter(node -> node != holder).toList();
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
    cluster.enough.countDown();
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
    Node node = cluster.add(ports.getFirst(), List.of("127.0.0.1:" + ports.getFirst()), null);
    cluster.awaitShared(cluster.nodes);
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
}
