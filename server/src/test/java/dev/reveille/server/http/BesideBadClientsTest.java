package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.config.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A well-behaved client goes on as if nothing were, while others do all that they should not. */
class BesideBadClientsTest {
  private static final int ROUNDS = 8;

  private static final List<BadTransportTest.Sending> MISCHIEF =
      List.of(
          client -> client.text("[".repeat(1_000_000)),
          client -> client.text("{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(900_000) + "\"}"),
          client -> client.text("[" + "7,".repeat(100_000) + "7]"),
          client -> client.frame(WireClient.last(WireClient.TEXT), new byte[2 << 20]),
          client -> {
            for (int i = 0; i < 1_000; i++) {
              client.text("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"sample.bugs\"}");
            }
          });

  @Test
  void theGoodClientIsServed(TestReporter reporter) throws Exception {
    ServerConfig config = ServerConfig.defaults().withPort(0);
    try (Server server =
            Server.start(
                config, new SampleMethods().rpc(config.limits()), Health.good(), Scrape.NOTHING);
        WireClient good = WireClient.webSocket(server.address())) {
      reporter.publishEntry("good client alone", GoodClient.p99Of(good, 1_000));
      CountDownLatch over = new CountDownLatch(1);
      FutureTask<String> figures =
          new FutureTask<>(() -> GoodClient.p99While(good, () -> over.getCount() > 0));
      Thread.startVirtualThread(figures);
      for (int round = 0; round < ROUNDS; round++) {
        misbehave(server);
      }
      over.countDown();
      reporter.publishEntry("good client beside bad ones", figures.get());
      assertThat(server.connections()).isPositive();
    }
  }

  /** Each on a socket of its own; one more is left in the middle of a frame's head. */
  private static void misbehave(Server server) throws IOException {
    try (WireClient halfway = WireClient.webSocket(server.address())) {
      halfway.raw("\u0081\u00ff\u0000\u0000");
    }
    for (BadTransportTest.Sending sending : MISCHIEF) {
      try (WireClient client = WireClient.webSocket(server.address())) {
        sending.to(client);
        client.next();
      } catch (IOException cutWhileSending) {
        // That is what it deserves.
      }
    }
  }
}
