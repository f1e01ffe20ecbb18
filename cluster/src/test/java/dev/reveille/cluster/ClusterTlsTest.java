package dev.reveille.cluster;

import static dev.reveille.cluster.NodesOfOneProcess.PATIENCE;
import static dev.reveille.cluster.NodesOfOneProcess.ports;
import static dev.reveille.cluster.NodesOfOneProcess.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reveille.cluster.NodesOfOneProcess.Node;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that speak TLS with each other, and with nobody whom they do not trust. */
class ClusterTlsTest {
  @TempDir private static Path folder;
  private static Cluster.Tls ours;

  private final NodesOfOneProcess cluster = new NodesOfOneProcess();

  @AfterEach
  void stop() {
    cluster.close();
  }

  @BeforeAll
  static void makeStores() throws Exception {
    ours = Keytool.stores(Files.createDirectory(folder.resolve("ours")));
  }

  @Test
  void withTlsNobodyGetsInWhomTheOthersDoNotTrust() throws Exception {
    Cluster.Tls others = Keytool.stores(Files.createDirectory(folder.resolve("others")));
    List<String> seeds = cluster.start(ours);
    for (int i = 0; i < 6; i++) {
      TaskId task = submit(cluster.nodes.get(i % 3), "agent-" + i);
      assertThat(cluster.nodes.get((i + 1) % 3).engine.awaitEnd(task, PATIENCE)).isTrue();
      assertThat(cluster.nodes.get((i + 2) % 3).engine.look(task.agent()))
          .isInstanceOf(Answer.Done.class);
    }
    List<Integer> free = ports(2);

    Node stranger = cluster.add(free.get(0), seeds, others);
    Node plain = cluster.add(free.get(1), seeds, null);

    awaitComplaint(stranger, "signed by nobody that this server's trust store has");
    awaitComplaint(plain, "it speaks TLS, and this server has no cluster.tls");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(cluster.nodes.getFirst().cluster.nodes())
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
