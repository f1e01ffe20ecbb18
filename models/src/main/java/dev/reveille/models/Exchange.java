package dev.reveille.models;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParsingHandle;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.reveille.engine.Model.Settings;
import dev.reveille.engine.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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

  private static final String DONE = "[DONE]";

  private final Endpoint endpoint;
  private final Complaints complaints;
  private final Settings settings;
  private final InstantSource clock;
  private @Nullable ModelException failure;
  private boolean interrupted;
  private boolean done;
  private String refusal = "";

  Exchange(Endpoint endpoint, String model, Settings settings, InstantSource clock) {
    this.endpoint = endpoint;
    this.complaints = endpoint.complaints(model);
    this.settings = settings;
    this.clock = clock;
  }

  Complaints complaints() {
    return complaints;
  }

  /** The provider said that the stream is complete. */
  boolean done() {
    return done;
  }

  /** The words in which the model declined to answer; empty if it did not. */
  String refusal() {
    return refusal;
  }

  /** Ends the exchange; the first failure is the one that counts. */
  void fail(ModelException cause) {
    if (failure == null) {
      failure = cause;
    }
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

  void run(HttpClient client, HttpRequest request, ServerSentEventListener listener) {
    boolean answered = false;
    try (var watchdog = new Watchdog(settings);
        var handover = new Handover()) {
      try {
        HttpResponse<InputStream> response = client.send(request, handover);
        answered = true;
        watchdog.heard();
        read(response, watchdog.guard(response.body()), watchdog, listener);
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

  private void read(
      HttpResponse<InputStream> response,
      InputStream body,
      Watchdog watchdog,
      ServerSentEventListener listener)
      throws IOException, InterruptedException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (response.statusCode() != 200) {
      String said = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      refuse(response, said);
    } else if (type.startsWith("application/json") || type.startsWith("text/html")) {
      String said = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
      fail(InBand.error(said, this::status).orElseGet(() -> complaints.notAStream(type)));
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
    while (failure == null && !done) {
      Optional<EventStream.Event> event = events.next();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (event.isEmpty()) {
        return;
      }
      tell(event.get(), context, listener);
    }
    if (done) {
      watchdog.grace(LAST_BYTES);
      events.drain();
    }
  }

  private void tell(
      EventStream.Event event, ServerSentEventContext context, ServerSentEventListener listener) {
    if (event.data().strip().equals(DONE)) {
      done = true;
      return;
    }
    Optional<ModelException> error = InBand.error(event.data(), this::status);
    if (error.isPresent()) {
      fail(error.get());
      return;
    }
    refusal += InBand.refusal(event.data());
    listener.onEvent(event, context);
    event.forget();
  }

  private ModelException status(int status, String said) {
    return complaints.status(status, endpoint.redact(said), Optional.empty());
  }

  private void refuse(HttpResponse<?> response, String body) {
    String said = endpoint.redact(InBand.message(body));
    fail(complaints.status(response.statusCode(), said, retryAfter(response)));
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
    if (done) {
      return; // the reply is there; how the connection ends is of no interest
    }
    if (watchdog.reached().isPresent()) {
      timedOut(watchdog.reached().get());
    } else if (Thread.interrupted()) {
      interrupted = true; // the JDK closes the body and throws this when its reader is interrupted
    } else if (answered) {
      fail(complaints.cut());
    } else {
      fail(complaints.unreachable(why(e)));
    }
  }

  private void timedOut(Watchdog.Limit limit) {
    fail(
        switch (limit) {
          case IDLE -> complaints.idle(settings.idle());
          case TOTAL -> complaints.total(settings.total());
        });
  }

  private static String why(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
