package dev.reveille.models;

import static dev.reveille.core.Failure.Kind.OVERLOADED;
import static dev.reveille.core.Failure.Kind.PERMANENT;
import static dev.reveille.core.Failure.Kind.RATE_LIMITED;
import static dev.reveille.core.Failure.Kind.TOO_LONG;
import static dev.reveille.core.Failure.Kind.TRANSIENT;
import static dev.reveille.core.Failure.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.Failure;
import dev.reveille.core.Message;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.models.FakeProvider.Wire;
import dev.reveille.models.Speech.End;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault, a row, with every provider, a column: what the engine is told of it. */
@Timeout(180)
class FaultsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String SILENT = "was silent for";

  /** The beginnings of replies that have come through. */
  private static final Semaphore HEARD = new Semaphore(0);

  private final Transport transport = new Transport();

  @AfterEach
  void close() {
    transport.close();
  }

  /** What a provider does wrong, in its own words. */
  interface Wrong {
    void answer(Speech speech, Wire wire) throws IOException, InterruptedException;
  }

  /**
   * @param elsewhere whether another model may be asked instead
   */
  record Row(
      String name,
      Wrong wrong,
      Failure.Kind kind,
      boolean elsewhere,
      Optional<Duration> retryAfter,
      String message) {
    /** Short only where it is to be over: a busy machine makes any provider silent for a while. */
    Duration idle() {
      return message.equals(SILENT) ? Duration.ofMillis(300) : Duration.ofMinutes(1);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> faults() {
    return Arrays.stream(Speech.values())
        .flatMap(speech ->
            Stream.of(statuses(), deferrals(), streams(), replies())
                .flatMap(it -> it)
                .map(row -> Arguments.of(speech, row)));
  }

  private static Stream<Row> statuses() {
    return Stream.of(
        status(400, "", PERMANENT, false, "it will refuse this request again"),
        status(401, "", PERMANENT, true, "check the key in the environment variable FAKE_API_KEY"),
        status(402, "", PERMANENT, true, "top it up"),
        status(403, "", PERMANENT, true, "FAKE_API_KEY"),
        status(404, "", PERMANENT, true, "check the model's name"),
        status(408, "", TRANSIENT, true, "trying again may help"),
        status(413, "", TOO_LONG, true, "the conversation is too long"),
        row(
            "too long for it",
            (s, w) -> w.plain(400, "", s.tooLong()),
            TOO_LONG,
            true,
            "the conversation is too long"),
        status(500, "", UNAVAILABLE, true, "answered 500 (no"),
        status(502, "", UNAVAILABLE, true, "answered 502"),
        status(504, "", UNAVAILABLE, true, "answered 504"),
        row(
            "a key in the refusal",
            (s, w) -> w.plain(401, "", s.error("authentication", 401, "bad key sk-secret!")),
            PERMANENT,
            true,
            "bad key ***!"),
        row(
            "500 with a page",
            (s, w) -> w.plain(500, "", "<html>\n  oh " + "x".repeat(100_000)),
            UNAVAILABLE,
            true,
            "<html> oh xxx"));
  }

  /** It had begun to answer, or may have: nobody knows what that costs. */
  private static final List<String> CHARGED =
      List.of(
          "answered 504",
          "broke off before it replied",
          "cut its reply off",
          SILENT,
          "sent a stream that cannot be read",
          "check that it can stream",
          "it had begun to reply",
          "more than 2000 characters");

  private static Stream<Row> deferrals() {
    String date = "Retry-After: Sun, 22 Nov 2026 10:01:30 GMT\r\n";
    return Stream.of(
        after(
            Duration.ofSeconds(2), status(429, "Retry-After: 2\r\n", RATE_LIMITED, true, "in 2 s")),
        after(Duration.ofSeconds(90), status(429, date, RATE_LIMITED, true, "in 90 s")),
        after(
            Duration.ofMillis(20),
            status(429, "retry-after-ms: 20\r\n", RATE_LIMITED, true, "in 20 ms")),
        status(429, "", RATE_LIMITED, true, "asked again later"),
        after(Duration.ofSeconds(7), status(503, "Retry-After: 7\r\n", OVERLOADED, true, "503")),
        status(529, "", OVERLOADED, true, "529"),
        row(
            "overloaded in the middle of a stream",
            (s, w) -> {
              s.start(w);
              s.half(w, "a");
              w.data(s.error("overloaded", 503, "too many")).awaitClose();
            },
            OVERLOADED,
            true,
            "too many"),
        row(
            "a rate limit in the middle of a stream",
            (s, w) -> {
              s.start(w);
              w.data(s.error("rate_limit", 429, "slow down, sk-secret")).awaitClose();
            },
            RATE_LIMITED,
            true,
            "slow down, ***"));
  }

  private static Stream<Row> streams() {
    return Stream.of(
        row(
            "too long for it, said in a stream",
            (s, w) -> {
              s.start(w);
              w.data(s.tooLong()).awaitClose();
            },
            TOO_LONG,
            true,
            "the conversation is too long"),
        row(
            "cut before the headers",
            (s, w) -> w.cut(),
            UNAVAILABLE,
            true,
            "broke off before it replied"),
        row(
            "cut in the middle",
            (s, w) -> {
              s.start(w);
              s.half(w, "half");
              awaitHeard(); // or the cut may overtake it
              w.cut();
            },
            TRANSIENT,
            true,
            "cut its reply off"),
        row(
            "ended without a finish",
            (s, w) -> {
              s.start(w);
              s.half(w, "half");
              w.end();
            },
            TRANSIENT,
            true,
            "cut its reply off"),
        row(
            "ended behind a tool call",
            (s, w) -> {
              s.start(w);
              s.call(w, 0, "c1", "read", "{}");
              w.end();
            },
            TRANSIENT,
            true,
            "cut its reply off"),
        row("no events", (s, w) -> w.open().end(), UNAVAILABLE, true, "cut its reply off"),
        row("silent from the start", (s, w) -> w.awaitClose(), UNAVAILABLE, true, SILENT),
        row(
            "silent behind its headers",
            (s, w) -> {
              s.start(w);
              w.awaitClose();
            },
            UNAVAILABLE,
            true,
            SILENT),
        row(
            "cut behind its headers",
            (s, w) -> {
              s.start(w);
              w.cut();
            },
            UNAVAILABLE,
            true,
            "cut its reply off"),
        row(
            "broken in the middle of a stream",
            (s, w) -> {
              s.start(w);
              s.half(w, "half");
              w.data(s.error("api", 500, "oh")).awaitClose();
            },
            TRANSIENT,
            true,
            "it had begun to reply"),
        row(
            "silent in the middle",
            (s, w) -> {
              s.start(w);
              s.half(w, "half");
              w.awaitClose();
            },
            TRANSIENT,
            true,
            SILENT),
        row(
            "an event that is not JSON",
            (s, w) -> {
              s.start(w);
              w.data("{garbage");
              s.end(w, End.STOP);
            },
            TRANSIENT,
            true,
            "sent a stream that cannot be read"),
        row(
            "not HTTP",
            (s, w) -> w.raw("SSH-2.0-x\r\n\r\n").cut(),
            UNAVAILABLE,
            true,
            "broke off before it replied"));
  }

  private static Stream<Row> replies() {
    return Stream.of(
        row(
            "a web page",
            (s, w) -> w.plain(200, "Content-Type: text/html\r\n", "<html>hello</html>"),
            PERMANENT,
            true,
            "check the base URL"),
        row(
            "JSON and no stream",
            (s, w) -> w.plain(200, "Content-Type: application/json\r\n", "{}"),
            TRANSIENT,
            true,
            "check that it can stream"),
        row(
            "an error with 200",
            (s, w) ->
                w.plain(
                    200,
                    "Content-Type: application/json\r\n",
                    s.error("overloaded", 503, "no room")),
            OVERLOADED,
            true,
            "no room"),
        row(
            "a huge reply",
            (s, w) -> {
              s.start(w);
              while (true) {
                s.text(w, "0123456789".repeat(10));
              }
            },
            PERMANENT,
            false,
            "more than 2000 characters"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("faults")
  void isWhatTheTableSays(Speech speech, Row row) throws Exception {
    try (var provider = new FakeProvider(wire -> row.wrong().answer(speech, wire))) {
      var model = Requests.model(provider.endpoint(2_000), speech.dialect, transport, () -> NOW);
      HEARD.drainPermits();
      Sink sink = (channel, text) -> HEARD.release();
      ModelException failure =
          catchThrowableOfType(
              ModelException.class,
              () -> model.call(Requests.within(row.idle(), Duration.ofMinutes(2)), sink));
      assertThat(failure).hasMessageContaining(row.message()).hasMessageNotContaining("secret");
      assertThat(failure.kind()).isEqualTo(row.kind());
      assertThat(failure.retryAfter()).isEqualTo(row.retryAfter());
      assertThat(failure.isElsewhere()).isEqualTo(row.elsewhere());
      boolean answered = CHARGED.stream().anyMatch(row.message()::contains);
      assertThat(failure.isCharged()).as("may be charged").isEqualTo(answered);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  /** Signs of life are not a reply. */
  @ParameterizedTest
  @EnumSource
  void whoOnlySaysThatHeIsAliveIsGivenUp(Speech speech) throws Exception {
    try (var provider =
        new FakeProvider(wire -> {
          wire.open();
          while (true) {
            wire.chunk(": still here\n\n");
            Thread.sleep(5); // the provider's pace, nothing is waited for
          }
        })) {
      var settings = new ModelSettings(null, null, null, null, Duration.ofMillis(150), null, null);
      var request =
          new Request("some-model", List.of(new Message.User("hello")), List.of(), settings);
      var model = Requests.model(provider.endpoint(), speech.dialect, transport, () -> NOW);
      ModelException failure =
          catchThrowableOfType(ModelException.class, () -> model.call(request, Sink.NONE));
      assertThat(failure.kind()).isEqualTo(UNAVAILABLE);
      assertThat(failure).hasMessageContaining("had said nothing after 150 ms");
    }
  }

  private static void awaitHeard() throws InterruptedException {
    assertThat(HEARD.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
  }

  private static Row status(
      int status, String headers, Failure.Kind kind, boolean elsewhere, String message) {
    return row(
        status + " " + headers.strip(),
        (s, w) -> w.plain(status, headers, s.error("", status, "no")),
        kind,
        elsewhere,
        message);
  }

  private static Row row(
      String name, Wrong wrong, Failure.Kind kind, boolean elsewhere, String message) {
    return new Row(name, wrong, kind, elsewhere, Optional.empty(), message);
  }

  private static Row after(Duration duration, Row row) {
    return new Row(
        row.name(), row.wrong(), row.kind(), row.elsewhere(), Optional.of(duration), row.message());
  }
}
