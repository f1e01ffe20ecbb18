package dev.reveille.models;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParsingHandle;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its stream, on the calling thread. What goes wrong is kept here and thrown by
 * {@link #finish}: the dialect in between would turn it into exceptions of its own.
 */
final class Exchange {

  /** How much of a refusal is read, in bytes. */
  private static final int MAX_REFUSAL = 64 << 10;

  /** On the wire every token is wrapped in JSON, some 300 bytes for 4 characters. */
  private static final int WIRE_BYTES_PER_CHAR = 100;

  /** A connection that was read to its end is used again; that is worth this much waiting. */
  private static final Duration LAST_BYTES = Duration.ofMillis(100);

  private final Endpoint endpoint;
  private final Dialect dialect;
  private final Request request;
  private final Complaints complaints;
  private final InstantSource clock;
  private final Heard heard = new Heard();
  private Optional<Instant> allowance = Optional.empty();
  private @Nullable ModelException failure;
  private boolean begun;
  private boolean interrupted;

  Exchange(Endpoint endpoint, Dialect dialect, Request request, InstantSource clock) {
    this.endpoint = endpoint;
    this.dialect = dialect;
    this.request = request;
    this.complaints = endpoint.complaints(request.model());
    this.clock = clock;
  }

  Complaints complaints() {
    return complaints;
  }

  Heard heard() {
    return heard;
  }

  /** Until when the provider has nothing left to give, by the headers of its answer. */
  Optional<Instant> allowance() {
    return allowance;
  }

  /** The body that is sent for the one that the library made. */
  String amend(String body) {
    return dialect.amend(body, request);
  }

  /** The model has said a first piece of its reply. */
  void begun() {
    begun = true;
  }

  /** Ends the exchange; the first failure is the one that counts. */
  void fail(ModelException cause) {
    if (failure == null) {
      failure = begun ? complaints.midway(cause) : cause;
    }
  }

  /** The stream has ended and the reply has not. */
  ModelException cut() {
    return begun ? complaints.midway(complaints.cut()) : complaints.cut();
  }

  /** Throws what went wrong. */
  void finish() throws ModelException, InterruptedException {
    if (interrupted) {
      throw new InterruptedException();
    }
    if (failure != null) {
      throw failure;
    }
  }

  void run(HttpClient client, HttpRequest question, ServerSentEventListener listener) {
    boolean answered = false;
    try (var watchdog = new Watchdog(request.settings());
        var handover = new Handover()) {
      try {
        HttpResponse<InputStream> response = client.send(question, handover);
        answered = true;
        watchdog.heard();
        allowance = RateHeaders.closedUntil(response.headers(), clock.instant());
        read(response, body(response, watchdog), watchdog, listener);
      } catch (InterruptedException e) {
        interrupted = watchdog.reached().isEmpty();
        watchdog.reached().ifPresent(this::timedOut);
      } catch (EventStream.TooLarge e) {
        fail(complaints.tooLarge(why(e)));
      } catch (IOException e) {
        broken(e, answered, watchdog);
      }
    }
    if (failure == null && !interrupted) {
      listener.onClose();
    }
  }

  /** Nobody is asked for gzip, but some gateways send nothing else. */
  private static InputStream body(HttpResponse<InputStream> response, Watchdog watchdog)
      throws IOException {
    InputStream body = watchdog.guard(response.body());
    String encoding = response.headers().firstValue("content-encoding").orElse("");
    return encoding.equals("gzip") ? new GZIPInputStream(body) : body;
  }

  private void read(
      HttpResponse<InputStream> response,
      InputStream body,
      Watchdog watchdog,
      ServerSentEventListener listener)
      throws IOException, InterruptedException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (response.statusCode() != 200) {
      String said = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      refuse(response, ErrorBody.of(response.statusCode(), said));
    } else if (type.startsWith("application/json") || type.startsWith("text/html")) {
      String said = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      fail(ErrorBody.find(said).map(this::refused).orElseGet(() -> complaints.notAStream(type)));
    } else {
      listener.onOpen(
          SuccessfulHttpResponse.builder()
              .statusCode(response.statusCode())
              .headers(response.headers().map())
              .build());
      stream(body, watchdog, listener);
    }
  }

  private void stream(InputStream body, Watchdog watchdog, ServerSentEventListener listener)
      throws IOException, InterruptedException {
    int max = endpoint.maxReplyChars();
    var events =
        new EventStream(body, watchdog, max + MAX_REFUSAL, max * (long) WIRE_BYTES_PER_CHAR);
    var context = new ServerSentEventContext(new DefaultServerSentEventParsingHandle(body));
    while (failure == null && !heard.done) {
      Optional<EventStream.Event> event = events.next();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (event.isEmpty()) {
        return;
      }
      watchdog.spoke();
      tell(event.get(), context, listener);
    }
    if (heard.done) {
      watchdog.grace(LAST_BYTES);
      events.drain();
    }
  }

  private void tell(
      EventStream.Event event, ServerSentEventContext context, ServerSentEventListener listener) {
    heard.skip = false;
    dialect.overhear(event.data(), heard);
    if (heard.error != null) {
      fail(refused(heard.error));
    } else if (heard.malformed != null) {
      fail(complaints.malformed(heard.malformed));
    } else if (!heard.skip) {
      try {
        listener.onEvent(event, context);
      } catch (RuntimeException e) {
        fail(complaints.malformed(String.valueOf(e.getMessage())));
      }
    }
    event.forget();
  }

  private ModelException refused(ErrorBody error) {
    return complaints.status(error.status(), endpoint.redact(error.said()), error.retryAfter());
  }

  private void refuse(HttpResponse<?> response, ErrorBody body) {
    String said = endpoint.redact(body.said());
    fail(complaints.status(body.status(), said, retryAfter(response).or(body::retryAfter)));
  }

  private Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("retry-after-ms")
        .flatMap(RetryAfter::parseMillis)
        .or(() ->
            response
                .headers()
                .firstValue("retry-after")
                .flatMap(it -> RetryAfter.parse(it, clock.instant())));
  }

  private void broken(IOException e, boolean answered, Watchdog watchdog) {
    if (heard.done) {
      return; // the reply is there; how the connection ends is of no interest
    }
    if (watchdog.reached().isPresent()) {
      timedOut(watchdog.reached().get());
    } else if (Thread.interrupted()) {
      interrupted = true; // the JDK closes the body and throws this when its reader is interrupted
    } else if (answered) {
      fail(complaints.cut());
    } else if (e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SSLException) {
      fail(complaints.unreachable(why(e)));
    } else {
      fail(complaints.noReply(why(e))); // it may have been asked
    }
  }

  private void timedOut(Watchdog.Limit limit) {
    ModelSettings settings = request.settings();
    fail(
        switch (limit) {
          case FIRST -> complaints.firstToken(Objects.requireNonNull(settings.firstToken()));
          case IDLE -> complaints.idle(Objects.requireNonNull(settings.idle()));
          case TOTAL -> complaints.total(Objects.requireNonNull(settings.total()));
        });
  }

  private static String why(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
