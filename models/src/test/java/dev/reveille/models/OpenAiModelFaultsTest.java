package dev.reveille.models;

import static dev.reveille.core.Failure.Kind.OVERLOADED;
import static dev.reveille.core.Failure.Kind.PERMANENT;
import static dev.reveille.core.Failure.Kind.RATE_LIMITED;
import static dev.reveille.core.Failure.Kind.TRANSIENT;
import static dev.reveille.core.Failure.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.Failure;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.postgres.LocalPort;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class OpenAiModelFaultsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** The beginnings of replies that have come through. */
  private static final Semaphore HEARD = new Semaphore(0);

  private final Transport transport = new Transport();

  @AfterEach
  void close() {
    transport.close();
  }

  /** A way to fail, and what the engine is told of it. */
  record Fault(
      String name,
      FakeProvider.Conduct conduct,
      Failure.Kind kind,
      Optional<Duration> retryAfter,
      String message) {
    Fault after(Duration duration) {
      return new Fault(name, conduct, kind, Optional.of(duration), message);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.concat(statuses(), streams());
  }

  private static Stream<Fault> statuses() {
    return Stream.of(
        status(
                429,
                "Retry-After: 2\r\n",
                RATE_LIMITED,
                "answered 429 (no); it can be asked again in 2 s")
            .after(Duration.ofSeconds(2)),
        status(429, "Retry-After: Sun, 22 Nov 2026 10:01:30 GMT\r\n", RATE_LIMITED, "in 90 s")
            .after(Duration.ofSeconds(90)),
        status(429, "retry-after-ms: 20\r\nRetry-After: 9\r\n", RATE_LIMITED, "in 20 ms")
            .after(Duration.ofMillis(20)),
        status(429, "Retry-After: soon\r\n", RATE_LIMITED, "asked again later"),
        status(503, "Retry-After: 7\r\n", OVERLOADED, "503").after(Duration.ofSeconds(7)),
        status(529, "", OVERLOADED, "529"),
        status(500, "", UNAVAILABLE, "answered 500 (no); trying again may help"),
        status(502, "Retry-After: 9\r\n", UNAVAILABLE, "502").after(Duration.ofSeconds(9)),
        status(504, "", UNAVAILABLE, "504"),
        status(408, "", TRANSIENT, "408"),
        status(400, "", PERMANENT, "change it"),
        status(401, "", PERMANENT, "check the key in the environment variable FAKE_API_KEY"),
        status(402, "", PERMANENT, "top it up"),
        status(403, "", PERMANENT, "FAKE_API_KEY"),
        status(404, "", PERMANENT, "check the model's name and the provider's base URL"),
        status(302, "Location: /elsewhere\r\n", PERMANENT, "redirects"),
        fault(
            "429 without credit",
            wire ->
                wire.plain(
                    429,
                    "",
                    "{\"error\":{\"message\":\"no money\",\"code\":\"insufficient_quota\"}}"),
            PERMANENT,
            "top it up"),
        fault(
            "401 that repeats the key",
            wire -> wire.plain(401, "", "{\"error\":{\"message\":\"bad key sk-secret!\"}}"),
            PERMANENT,
            "bad key ***!"),
        fault(
            "500 with a page",
            wire -> wire.plain(500, "", "<html>\n  oh " + "x".repeat(100_000)),
            UNAVAILABLE,
            "<html> oh xxx"));
  }

  private static Stream<Fault> streams() {
    return Stream.of(
        fault("cut before the headers", FakeProvider.Wire::cut, UNAVAILABLE, "broke off before"),
        fault(
            "cut in the middle",
            wire -> {
              wire.open().text("half");
              awaitHeard(); // or the cut may overtake it
              wire.cut();
            },
            TRANSIENT,
            "cut its reply off"),
        fault(
            "cut without chunks",
            wire -> {
              wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                  .raw("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n");
              awaitHeard();
              wire.cut();
            },
            TRANSIENT,
            "cut its reply off"),
        fault(
            "ended without a finish",
            wire -> wire.open().text("half").end(),
            TRANSIENT,
            "cut its reply off"),
        fault("no events at all", wire -> wire.open().end(), UNAVAILABLE, "cut its reply off"),
        fault(
            "garbage event",
            wire -> wire.open().text("a").data("{garbage").text("b").finish("stop").done(),
            TRANSIENT,
            "sent a stream that cannot be read"),
        fault(
            "not HTTP",
            wire -> wire.raw("SSH-2.0-OpenSSH\r\n\r\n").cut(),
            UNAVAILABLE,
            "broke off before"),
        fault(
            "error at the beginning of the stream",
            wire ->
                wire.open()
                    .delta("{\"role\":\"assistant\",\"content\":\"\"}")
                    .data("{\"error\":{\"code\":502,\"message\":\"upstream gone\"},\"choices\":[]}")
                    .done(),
            UNAVAILABLE,
            "answered 502 (upstream gone)"),
        fault(
            "error in the middle of the stream",
            wire ->
                wire.open()
                    .text("a")
                    .data("{\"error\":{\"code\":502,\"message\":\"upstream gone\"},\"choices\":[]}")
                    .done(),
            TRANSIENT,
            "answered 502 (upstream gone)"),
        fault(
            "rate limit inside the stream",
            wire ->
                wire.open()
                    .data("{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}")
                    .done(),
            RATE_LIMITED,
            "slow"),
        fault(
            "overload as JSON with 200",
            wire ->
                wire.plain(
                    200,
                    "Content-Type: application/json\r\n",
                    "{\"error\":{\"code\":529,\"message\":\"full\"}}"),
            OVERLOADED,
            "full"),
        fault(
            "a page with 200",
            wire -> wire.plain(200, "Content-Type: text/html\r\n", "<html>welcome"),
            PERMANENT,
            "check the base URL"),
        fault(
            "an answer that is no stream",
            wire -> wire.plain(200, "Content-Type: application/json\r\n", "{\"choices\":[]}"),
            TRANSIENT,
            "not a stream"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tellsWhatWasWrongWhereAndWhatToDo(Fault fault) throws Exception {
    try (var provider = new FakeProvider(fault.conduct())) {
      ModelException failure = failure(provider.endpoint(), Duration.ofSeconds(20));
      assertThat(failure)
          .hasMessageStartingWith(
              "fake (127.0.0.1:" + provider.baseUrl().getPort() + ", model some-model) ")
          .hasMessageContaining(fault.message())
          .hasMessageNotContaining("sk-secret");
      assertThat(failure.getMessage()).hasSizeLessThan(600);
      assertThat(failure.kind()).isEqualTo(fault.kind());
      assertThat(failure.retryAfter()).isEqualTo(fault.retryAfter());
    }
  }

  @Test
  void givesUpASilentProviderBeforeAndAfterTheHeaders() throws Exception {
    for (FakeProvider.Conduct conduct :
        new FakeProvider.Conduct[] {
          FakeProvider.Wire::awaitClose,
          wire -> wire.open().text("then nothing").awaitClose(),
          wire -> wire.raw("HTTP/1.1 500 x\r\nContent-Length: 9\r\n\r\nhalf").awaitClose()
        }) {
      try (var provider = new FakeProvider(conduct)) {
        ModelException failure = failure(provider.endpoint(), Duration.ofMillis(80));
        assertThat(failure.kind()).isIn(UNAVAILABLE, TRANSIENT); // by whether it had begun
        assertThat(failure).hasMessageContaining("was silent for 80 ms");
        assertThat(Thread.interrupted()).isFalse();
      }
    }
  }

  @Test
  void givesUpAProviderThatTalksForEver() throws Exception {
    try (var provider =
        new FakeProvider(wire -> {
          wire.open();
          while (true) {
            wire.chunk(": still here\n\n");
            Thread.sleep(5); // the provider's pace, nothing is waited for
          }
        })) {
      var request = Requests.within(Duration.ofSeconds(20), Duration.ofMillis(150));
      ModelException failure =
          catchThrowableOfType(
              ModelException.class, () -> model(provider.endpoint()).call(request, Sink.NONE));
      assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
      assertThat(failure).hasMessageContaining("had not finished after 150 ms");
    }
  }

  @Test
  void refusesAHugeReply() throws Exception {
    try (var provider =
        new FakeProvider(wire -> {
          wire.open();
          while (true) {
            wire.text("0123456789".repeat(10));
          }
        })) {
      ModelException failure = failure(provider.endpoint(1000), Duration.ofSeconds(20));
      assertThat(failure.kind()).isEqualTo(PERMANENT);
      assertThat(failure).hasMessageContaining("more than 1000 characters");
    }
  }

  @Test
  void refusesAHugeLineAndAnEndlessStreamOfNothing() throws Exception {
    for (String piece : new String[] {"x".repeat(1000), ": nothing\n"}) {
      try (var provider =
          new FakeProvider(wire -> {
            wire.open().chunk("data: ");
            while (true) {
              wire.chunk(piece);
            }
          })) {
        ModelException failure = failure(provider.endpoint(1000), Duration.ofSeconds(20));
        assertThat(failure.kind()).isEqualTo(PERMANENT);
        assertThat(failure).hasMessageContaining("KiB on the wire");
      }
    }
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + LocalPort.claim() + "/v1");
    var endpoint = new Endpoint("fake", nobody, Optional.empty(), Optional.empty(), 1000);
    ModelException failure = failure(endpoint, Duration.ofSeconds(5));
    assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
    assertThat(failure).hasMessageContaining("could not be reached (ConnectException)");
  }

  @Test
  void anEndpointNeedsAnAddress() {
    for (String url : new String[] {"ftp://host/v1", "localhost:11434", "/v1"}) {
      assertThat(
              catchThrowableOfType(
                  IllegalArgumentException.class,
                  () -> new Endpoint("p", URI.create(url), Optional.empty(), Optional.empty(), 1)))
          .hasMessageContaining("write it like https://host/v1");
    }
  }

  private static Fault status(int status, String headers, Failure.Kind kind, String message) {
    return fault(
        status + " " + headers.strip(),
        wire -> wire.plain(status, headers, "{\"error\":{\"message\":\"no\"}}"),
        kind,
        message);
  }

  private static Fault fault(
      String name, FakeProvider.Conduct conduct, Failure.Kind kind, String message) {
    return new Fault(name, conduct, kind, Optional.empty(), message);
  }

  private static void awaitHeard() throws InterruptedException {
    assertThat(HEARD.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
  }

  private HttpModel model(Endpoint endpoint) {
    return Requests.openAi(endpoint, transport, () -> NOW);
  }

  private ModelException failure(Endpoint endpoint, Duration idle) {
    var request = Requests.within(idle, Duration.ofSeconds(20));
    HEARD.drainPermits();
    Sink sink = (channel, text) -> HEARD.release();
    return catchThrowableOfType(ModelException.class, () -> model(endpoint).call(request, sink));
  }
}
