package dev.reveille.models;

import static dev.reveille.core.Failure.Kind.PERMANENT;
import static dev.reveille.core.Failure.Kind.RATE_LIMITED;
import static dev.reveille.core.Failure.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.models.FakeProvider.Conduct;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class GateTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final Limits LIMITS =
      new Limits(2, 1, Duration.ofMillis(200), 3, Duration.ofSeconds(30));

  private final Transport transport = new Transport();
  private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Conduct conduct = GateTest::well;

  @AfterEach
  void close() {
    transport.close();
  }

  private static void well(FakeProvider.Wire wire) throws IOException {
    wire.open().text("ok").finish("stop").done();
  }

  private FakeProvider provider() throws Exception {
    return new FakeProvider(wire -> {
      asked.incrementAndGet();
      conduct.answer(wire);
    });
  }

  private Gate gate(FakeProvider provider) {
    var allowances = new Allowances(() -> now);
    var http =
        new HttpModel(
            provider.endpoint(),
            new OpenAiDialect(),
            transport,
            new Prices(List.of()),
            allowances,
            () -> now);
    return new Gate(provider.endpoint(), http, allowances, LIMITS, () -> now);
  }

  private static ModelReply call(Gate gate) throws Exception {
    return gate.call(Requests.prompt("x"), Sink.NONE);
  }

  private static ModelException failure(Gate gate) {
    return catchThrowableOfType(ModelException.class, () -> call(gate));
  }

  @Test
  void whoWasToldToComeLaterIsNotAskedBefore() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.plain(429, "Retry-After: 60\r\n", "{}");
      assertThat(failure(gate).retryAfter()).contains(Duration.ofSeconds(60));
      now = now.plusSeconds(20);
      ModelException second = failure(gate);
      assertThat(second.kind()).isEqualTo(RATE_LIMITED);
      assertThat(second.retryAfter()).contains(Duration.ofSeconds(40));
      assertThat(asked).hasValue(1);
      assertThat(gate.health().detail())
          .contains("some-model rate limited until 2026-11-22T10:01:00Z");
      conduct = GateTest::well;
      now = now.plusSeconds(40);
      assertThat(call(gate).text()).isEqualTo("ok");
      assertThat(gate.health().ok()).isTrue();
    }
  }

  @Test
  void aLimitThatIsUsedUpIsWaitedFor() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct =
          wire -> {
            wire.raw(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 1m30s\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n");
            wire.text("ok").finish("stop").done();
          };
      assertThat(call(gate).text()).isEqualTo("ok");
      assertThat(failure(gate).retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aProviderThatIsDownIsLeftAloneAndProbed() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.plain(500, "", "{\"error\":{\"message\":\"sk-secret broke\"}}");
      for (int i = 0; i < 3; i++) {
        ModelException failure = failure(gate);
        assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
        assertThat(failure.retryAfter()).isEmpty();
      }
      ModelException left = failure(gate);
      assertThat(left.kind()).isEqualTo(UNAVAILABLE);
      assertThat(left.retryAfter()).contains(Duration.ofSeconds(30));
      assertThat(left).hasMessageContaining("*** broke").hasMessageNotContaining("secret");
      assertThat(asked).hasValue(3);
      assertThat(gate.health().ok()).isFalse();
      assertThat(gate.health().detail()).contains("left alone since 2026-11-22T10:00:00Z");

      for (int seconds : new int[] {60, 120, 240, 300, 300}) {
        int before = asked.get();
        now = now.plus(failure(gate).retryAfter().orElseThrow());
        assertThat(failure(gate).retryAfter()).as("of the one that tries").isEmpty();
        assertThat(failure(gate).retryAfter()).contains(Duration.ofSeconds(seconds));
        assertThat(asked).hasValue(before + 1);
      }
      assertThat(gate.health().detail()).contains("left alone since 2026-11-22T10:00:00Z");

      now = now.plusSeconds(300);
      conduct = GateTest::well;
      assertThat(call(gate).text()).isEqualTo("ok");
      assertThat(call(gate).text()).isEqualTo("ok");
      assertThat(gate.health().ok()).isTrue();
    }
  }

  /** The answer to a probe may take minutes; who waits for it need not look every second. */
  @Test
  void whileOneTriesTheOthersWait() throws Exception {
    try (var provider = provider();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.plain(502, "", "{}");
      for (int i = 0; i < 3; i++) {
        failure(gate);
      }
      var release = new CountDownLatch(1);
      conduct =
          wire -> {
            release.await();
            well(wire);
          };
      now = now.plusSeconds(30);
      Future<ModelReply> probe = executor.submit(() -> call(gate));
      await().atMost(SOON).until(() -> asked.get() == 4);
      assertThat(failure(gate).retryAfter()).contains(Duration.ofSeconds(30));
      release.countDown();
      assertThat(probe.get().text()).isEqualTo("ok");
      assertThat(call(gate).text()).isEqualTo("ok");
    }
  }

  @Test
  void aModelThatIsDownKeepsNobodyFromTheProvidersOthers() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.plain(502, "", "{}");
      for (int i = 0; i < 4; i++) {
        failure(gate);
      }
      assertThat(asked).hasValue(3);
      conduct = GateTest::well;
      var other =
          new Model.Request("other", List.of(new Message.User("x")), List.of(), ModelSettings.NONE);
      assertThat(gate.call(other, Sink.NONE).text()).isEqualTo("ok");
      Line first = new Line("fake", "some-model", gate, ModelSettings.NONE, false);
      Line second = new Line("fake", "other", gate, ModelSettings.NONE, false);
      Chain chain = new Chain(List.of(first, second), List.of());
      assertThat(chain.call(Requests.prompt("x"), Sink.NONE).model()).isEqualTo("fake:other");
      assertThat(asked).hasValue(5);
      assertThat(gate.health().detail())
          .startsWith("some-model left alone since 2026-11-22T10:00:00Z");
      now = now.plus(Duration.ofHours(2));
      assertThat(gate.health().ok()).as("nobody wants it any more").isTrue();
    }
  }

  @Test
  void emptyRepliesDoNotOpenTheBreaker() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.open().finish("stop").done();
      for (int i = 0; i < 10; i++) {
        assertThat(call(gate).text()).isEmpty();
      }
      assertThat(asked).hasValue(10);
    }
  }

  @Test
  void refusalsDoNotOpenTheBreaker() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = wire -> wire.plain(400, "", "{}");
      for (int i = 0; i < 10; i++) {
        assertThat(failure(gate).kind()).isEqualTo(PERMANENT);
      }
      assertThat(asked).hasValue(10);
    }
  }

  @Test
  void soManyAtOnceThenOneWaitsAndMoreArePutOff() throws Exception {
    var release = new CountDownLatch(1);
    try (var provider = provider();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Gate gate = gate(provider);
      conduct =
          wire -> {
            release.await();
            well(wire);
          };
      List<Future<ModelReply>> calls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        calls.add(executor.submit(() -> call(gate)));
      }
      await().atMost(SOON).until(() -> asked.get() == 2);
      ModelException third = failure(gate);
      assertThat(third.kind()).isEqualTo(RATE_LIMITED);
      assertThat(third).hasMessageContaining("all 2 calls");
      assertThat(asked).hasValue(2);
      release.countDown();
      for (Future<ModelReply> it : calls) {
        assertThat(it.get().text()).isEqualTo("ok");
      }
      assertThat(call(gate).text()).isEqualTo("ok");
    }
  }

  /** An interrupted call gives its place and its probe back. */
  @Test
  void aCancelledCallLeavesNothingBehind() throws Exception {
    try (var provider = provider()) {
      Gate gate = gate(provider);
      conduct = FakeProvider.Wire::awaitClose;
      for (int i = 0; i < 5; i++) {
        int before = asked.get();
        var task = new FutureTask<>(() -> call(gate));
        Thread caller = Thread.ofVirtual().start(task);
        await().atMost(SOON).until(() -> asked.get() > before);
        caller.interrupt();
        caller.join();
      }
      conduct = GateTest::well;
      assertThat(call(gate).text()).isEqualTo("ok");
    }
  }
}
