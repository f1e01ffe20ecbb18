package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.server.config.ServerConfig;
import dev.reveille.server.config.ServerLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Limits, slow and silent peers, many connections, drain. */
class PressureTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final String HANG = call("\"hang\"", "hang", "{}");
  private static final String NONE = call("\"none\"", "none", "{}");
  private static final String NONE_ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":\"none\",\"result\":null}";
  private static final String OPENED =
      "{\"jsonrpc\":\"2.0\",\"id\":\"hang\",\"result\":{\"opened\":true}}";

  private final SampleMethods methods = new SampleMethods();

  private static String call(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"sample.%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private Server start(ServerLimits limits) throws IOException {
    ServerConfig config = ServerConfig.defaults().withPort(0).withLimits(limits);
    return Server.start(config, methods.rpc(limits), Health.good(), Scrape.NOTHING);
  }

  /** Small numbers, long patience. */
  private static ServerLimits small(int inFlight, int running, int connections) {
    ServerLimits d = ServerLimits.defaults();
    return new ServerLimits(
        d.maxFrameBytes(),
        d.maxDepth(),
        d.maxNumberLength(),
        d.maxBatch(),
        inFlight,
        2,
        connections,
        running,
        d.writeTimeoutSeconds(),
        d.pingSeconds(),
        d.idleTimeoutSeconds());
  }

  /** Default numbers, short patience. */
  private static ServerLimits hurried(Duration write, Duration ping, Duration idle) {
    ServerLimits d = ServerLimits.defaults();
    return new ServerLimits(
        d.maxFrameBytes(),
        d.maxDepth(),
        d.maxNumberLength(),
        d.maxBatch(),
        d.maxInFlight(),
        d.maxSubscriptions(),
        d.maxConnections(),
        d.maxRunningCalls(),
        write,
        ping,
        idle);
  }

  @Test
  void answersComeAsTheyAreReady() throws IOException {
    try (Server server = start(ServerLimits.defaults());
        WireClient client = WireClient.webSocket(server.address())) {
      assertThat(client.call(HANG, NONE)).isEqualTo(NONE_ANSWER);
      methods.gate.countDown();
      assertThat(client.next()).isEqualTo(OPENED);
    }
  }

  @Test
  void oneRequestTooManyIsRefusedAndTheOthersGoOn() throws IOException {
    try (Server server = start(small(3, 100, 10));
        WireClient client = WireClient.webSocket(server.address())) {
      client.text("[" + HANG + "," + HANG + "]");
      client.text(HANG);
      await().atMost(SOON).until(() -> methods.hanging.get() == 3);
      assertThat(client.call(NONE))
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"id\":\"none\",\"error\":{\"code\":-32003,\"message\":\"this"
                  + " socket has 3 requests in flight already\",\"data\":{\"code\":\"limit_exceeded\""
                  + ",\"limit\":\"maxInFlight\",\"value\":3,\"hint\":\"wait for answers\"}}}");
      assertThat(client.call("[" + NONE + ",7]")).contains("maxInFlight", "a request must be an");
      methods.gate.countDown();
      assertThat(List.of(client.next(), client.next()))
          .containsExactlyInAnyOrder(OPENED, "[" + OPENED + "," + OPENED + "]");
      await().atMost(SOON).until(() -> client.call(NONE).equals(NONE_ANSWER));
    }
  }

  @Test
  void theServerAsAWholeRunsOnlySoManyCalls() throws IOException {
    try (Server server = start(small(100, 2, 10));
        WireClient first = WireClient.webSocket(server.address());
        WireClient second = WireClient.webSocket(server.address())) {
      first.text(HANG);
      first.text(HANG);
      await().atMost(SOON).until(() -> methods.hanging.get() == 2);
      assertThat(second.call(NONE)).contains("\"limit\":\"maxRunningCalls\",\"value\":2");
      methods.gate.countDown();
    }
  }

  @Test
  void subscriptionsAreLimitedAndEndWithTheirSocket() throws IOException {
    try (Server server = start(small(10, 10, 10))) {
      try (WireClient client = WireClient.webSocket(server.address())) {
        for (String id : List.of("a", "b")) {
          String answer = client.call(call("1", "subscribe", "{\"value\":\"" + id + "\"}"));
          assertThat(answer).contains("\"id\":1,\"result\":{\"subscriptionId\":\"" + id + "\"}");
          assertThat(client.next()).contains("\"method\":\"sample.subscribed\"");
        }
        assertThat(client.call(call("1", "subscribe", "{\"value\":\"a\"}"))).contains("conflict");
        assertThat(client.call(call("1", "subscribe", "{\"value\":\"c\"}")))
            .contains("\"limit\":\"maxSubscriptions\",\"value\":2");
        assertThat(methods.cancelled.get()).isZero();
      }
      await().atMost(SOON).until(() -> methods.cancelled.get() == 2);
    }
  }

  @Test
  void aSlowReaderIsCutOffAndNobodyElseNotices() throws IOException {
    Duration patience = Duration.ofSeconds(1);
    ServerLimits limits = hurried(patience, Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (Server server = start(limits);
        WireClient slow = new WireClient(server.address(), 8192);
        WireClient beside = WireClient.webSocket(server.address())) {
      slow.handshake("/ws", "");
      await().atMost(SOON).until(() -> server.connections() == 2);
      slow.text(call("1", "flood", "{\"count\":1000,\"size\":100000}"));
      await().atMost(SOON).until(() -> server.connections() == 1);
      assertThat(beside.call(NONE)).isEqualTo(NONE_ANSWER);
    }
  }

  @Test
  void aSilentPeerIsPingedAndThenCutOff() throws IOException {
    Duration ping = Duration.ofMillis(100);
    // As long as a busy machine may keep the one who answers from doing so.
    ServerLimits limits = hurried(Duration.ofSeconds(30), ping, ping.multipliedBy(60));
    try (Server server = start(limits);
        WireClient halfOpen = WireClient.webSocket(server.address());
        WireClient quiet = WireClient.webSocket(server.address())) {
      await().atMost(SOON).until(() -> server.connections() == 2);
      for (int pings = 0; server.connections() == 2; pings++) {
        assertThat(pings).as("pings, and nobody is cut off").isLessThan(600);
        assertThat(quiet.nextOpcode()).isEqualTo(WireClient.PING);
        quiet.frame(WireClient.last(WireClient.PONG), new byte[0]);
      }
      assertThat(halfOpen.next()).isEqualTo("cut");
      assertThat(quiet.call(NONE)).isEqualTo(NONE_ANSWER);
    }
  }

  @Test
  void aThousandConnectionsAndNotOneMore(TestReporter reporter) throws Exception {
    List<WireClient> crowd = new ArrayList<>();
    try (Server server = start(small(10, 10_000, 1_001));
        WireClient good = WireClient.webSocket(server.address())) {
      FutureTask<String> figures = new FutureTask<>(() -> GoodClient.p99Of(good, 2_000));
      Thread.startVirtualThread(figures);
      for (int i = 0; i < 1_000; i++) {
        crowd.add(WireClient.webSocket(server.address()));
      }
      for (WireClient client : crowd) {
        client.text(NONE);
      }
      for (WireClient client : crowd) {
        assertThat(client.next()).isEqualTo(NONE_ANSWER);
      }
      try (WireClient tooMany = new WireClient(server.address())) {
        assertThat(tooMany.handshake("/ws", "")).contains("503");
        assertThat(tooMany.rest()).contains("\"limit\":\"maxConnections\",\"value\":1001");
      }
      reporter.publishEntry("good client beside 1,000 connections", figures.get());
    } finally {
      for (WireClient client : crowd) {
        client.close();
      }
    }
  }

  @Test
  void drainFinishesWhatRunsAndTakesNothingNew() throws Exception {
    try (Server server = start(ServerLimits.defaults());
        WireClient client = WireClient.webSocket(server.address())) {
      client.text(HANG);
      await().atMost(SOON).until(() -> methods.hanging.get() == 1);
      assertThat(server.drain(Duration.ofMillis(10))).isFalse();
      assertThat(client.call(NONE))
          .contains("-32004", "\"code\":\"unavailable\"", "\"retryAfterSeconds\":5");
      methods.gate.countDown();
      assertThat(client.next()).isEqualTo(OPENED);
      assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
      server.close();
      assertThat(client.next()).isEqualTo("close 1001 the server stops");
    }
  }
}
