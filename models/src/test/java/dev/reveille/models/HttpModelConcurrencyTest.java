package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model.Sink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class HttpModelConcurrencyTest {
  private static final int STREAMS = 600;

  /** Long for a busy machine, and far from the minute after which a silent provider is given up. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final Transport transport = new Transport();

  @AfterEach
  void close() {
    transport.close();
  }

  /** Each of 600 streams gets its first token while all 600 are open, and its last one as well. */
  @Test
  void sixHundredStreamsProgressTogether() throws Exception {
    var open = new CountDownLatch(STREAMS);
    var began = new CountDownLatch(STREAMS);
    try (var provider =
            new FakeProvider(wire -> {
              wire.open();
              open.countDown();
              open.await();
              wire.text("first");
              began.await();
              wire.text(" last").finish("stop").done();
            });
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var model = Requests.openAi(provider.endpoint(), transport, () -> Instant.EPOCH);
      List<Future<ModelReply>> replies = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        Sink sink =
            (channel, text) -> {
              if (text.equals("first")) {
                began.countDown();
              }
            };
        replies.add(executor.submit(() -> model.call(Requests.prompt("x"), sink)));
      }
      assertThat(began.await(1, TimeUnit.MINUTES))
          .as("%s of %s streams got no token", began.getCount(), STREAMS)
          .isTrue();
      for (Future<ModelReply> reply : replies) {
        assertThat(reply.get(1, TimeUnit.MINUTES).text()).isEqualTo("first last");
      }
    }
  }

  /** Somebody else's blocking work on the common pool, as LangChain4j's transport needs it. */
  @Test
  void needsNothingOfTheCommonPool() throws Exception {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    var release = new CountDownLatch(1);
    for (int i = 0; i < 4 * pool.getParallelism(); i++) {
      pool.execute(() -> awaitQuietly(release));
    }
    try (var provider = new FakeProvider(wire -> wire.open().text("hi").finish("stop").done())) {
      var model = Requests.openAi(provider.endpoint(), transport, () -> Instant.EPOCH);
      var request = Requests.within(Duration.ofMinutes(1), Duration.ofMinutes(1));
      assertThat(model.call(request, Sink.NONE).text()).isEqualTo("hi");
    } finally {
      release.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptClosesTheConnectionAtOnceWhileItWaitsForHeaders(Speech speech) throws Exception {
    assertThat(typicalClose(speech, wire -> {})).isLessThan(AT_ONCE);
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptClosesTheConnectionAtOnceInTheMiddleOfAStream(Speech speech) throws Exception {
    FakeProvider.Conduct beginning =
        wire -> {
          speech.start(wire);
          speech.half(wire, "first");
        };
    assertThat(typicalClose(speech, beginning)).isLessThan(AT_ONCE);
  }

  /** The median, as a busy machine may delay any single one; but each of them must close. */
  private Duration typicalClose(Speech speech, FakeProvider.Conduct beginning) throws Exception {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      times.add(closedAfterInterrupt(speech, beginning));
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long after the interrupt the provider saw the connection close. */
  private Duration closedAfterInterrupt(Speech speech, FakeProvider.Conduct beginning)
      throws Exception {
    var waiting = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    var closedAt = new AtomicLong();
    try (var provider =
        new FakeProvider(wire -> {
          beginning.answer(wire);
          waiting.countDown();
          wire.awaitClose();
          closedAt.set(System.nanoTime());
          closed.countDown();
        })) {
      var model =
          Requests.model(provider.endpoint(), speech.dialect, transport, () -> Instant.EPOCH);
      Callable<ModelReply> call = () -> model.call(Requests.prompt("x"), Sink.NONE);
      var task = new FutureTask<>(call);
      Thread caller = Thread.ofVirtual().start(task);
      waiting.await();

      long interruptedAt = System.nanoTime();
      caller.interrupt();

      assertThat(closed.await(1, TimeUnit.MINUTES)).as("connection closed").isTrue();
      assertThat(
              catchThrowableOfType(ExecutionException.class, () -> task.get(1, TimeUnit.MINUTES)))
          .hasCauseInstanceOf(InterruptedException.class);
      return Duration.ofNanos(closedAt.get() - interruptedAt);
    }
  }
}
