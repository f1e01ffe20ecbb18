package dev.reveille.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LocalPortTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void nobodyListensThereAndItsServerMayComeAndGo() throws Exception {
    int port = LocalPort.claim();
    assertThatThrownBy(() -> new Socket(LOOPBACK, port).close())
        .isInstanceOf(ConnectException.class);
    for (int life = 0; life < 3; life++) {
      try (ServerSocket server = new ServerSocket(port, 1, LOOPBACK);
          Socket client = new Socket(LOOPBACK, port);
          Socket accepted = server.accept()) {
        accepted.getOutputStream().write(life);
        assertThat(client.getInputStream().read()).isEqualTo(life);
      }
    }
  }

  @Test
  void nobodyGetsTheSameTwice() throws Exception {
    Set<Integer> claimed = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      claimed.add(LocalPort.claim());
    }
    assertThat(claimed).hasSize(50);
    try (DatagramSocket other = new DatagramSocket(null)) {
      InetSocketAddress same = new InetSocketAddress(LOOPBACK, claimed.iterator().next());
      assertThatThrownBy(() -> other.bind(same))
          .as("another process sees the claim")
          .isInstanceOf(BindException.class);
    }
  }

  @Test
  void oneThatAServerHasIsLeftToIt() throws Exception {
    int next = LocalPort.claim() + 1;
    try (ServerSocket server = new ServerSocket(next, 1, LOOPBACK)) {
      assertThat(LocalPort.claim()).isGreaterThan(server.getLocalPort());
    }
  }
}
