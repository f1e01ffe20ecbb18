package dev.reveille.server.telemetry.trace;

import dev.reveille.engine.Feed;
import dev.reveille.engine.Journal;
import dev.reveille.server.config.OtlpConfig;
import dev.reveille.server.config.TelemetryConfig;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal and sends the spans that end to a collector. It has a place in the journal,
 * which it keeps there, and no queue: if the collector does not answer it stays where it is, and
 * after a restart it goes on there. So nothing waits for it, nothing grows, and each span is sent
 * at least once; one that is sent twice has the same ids.
 *
 * <p>Of several servers one sends for all: the one that holds the slice {@value #SLICE}. Who takes
 * that goes on where the one before has kept that it was, a moment late; so what is kept is behind
 * everything that was sent, whoever has sent it.
 */
public final class TraceExport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceExport.class);

  /** Whoever holds it sends. */
  public static final int SLICE = 0;

  private static final String BOOKMARK = "traces";
  private static final long NOWHERE = -1;
  private static final int APPENDS = 200;
  private static final int SPANS = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final int LONGEST_REST_SECONDS = 60;

  /** A collector that answers, but will not take these spans: a quarter of an hour. */
  private static final int MOST_TRIES = 20;

  private final Feed feed;
  private final Journal journal;
  private final Projection projection;
  private final SpanExporter collector;
  private final Duration timeout;
  private final BooleanSupplier isOurs;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final long first;
  private long cursor = NOWHERE;
  private int failures;

  private TraceExport(
      Feed feed,
      Journal journal,
      Projection projection,
      SpanExporter collector,
      Duration timeout,
      BooleanSupplier isOurs) {
    this.feed = feed;
    this.first = feed.head();
    this.isOurs = isOurs;
    this.journal = journal;
    this.projection = projection;
    this.collector = collector;
    this.timeout = timeout;
    this.thread = Thread.ofVirtual().name("traces").unstarted(this::run);
  }

  /**
   * Begins where it was the last time, and the first time with what comes from now on.
   *
   * @param endpoint of the collector
   * @param isOurs whether this server is the one that sends now; others may be for a while
   */
  public static TraceExport start(
      Feed feed,
      Journal journal,
      TelemetryConfig config,
      String endpoint,
      String version,
      BooleanSupplier isOurs) {
    Resource resource =
        Resource.builder()
            .put("service.name", config.otlp().serviceName())
            .put("service.version", version)
            .build();
    Content content = new Content(config.captureContent());
    TraceExport export =
        new TraceExport(
            feed,
            journal,
            new Projection(journal, resource, content),
            collector(config.otlp(), endpoint),
            config.otlp().timeoutSeconds(),
            isOurs);
    export.thread.start();
    return export;
  }

  private static SpanExporter collector(OtlpConfig config, String endpoint) {
    String path = "/v1/traces";
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base.endsWith(path) ? base : base + path)
            .setTimeout(config.timeoutSeconds())
            .setRetryPolicy(null); // whoever stays where it is tries again anyway
    config.headers().forEach((name, secret) -> builder.addHeader(name, secret.value()));
    return builder.build();
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        try {
          step();
        } catch (Journal.Unavailable storeDoesNotAnswer) {
          log.debug("traces wait: {}", storeDoesNotAnswer.getMessage());
          rest(PATIENCE);
        } catch (RuntimeException bug) {
          log.error("traces stumbled; they go on", bug);
          rest(PATIENCE);
        }
      }
      if (goesOn()) {
        last();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException rest) {
      log.debug("the last traces are sent after the next start: {}", rest.getMessage());
    }
  }

  private void step() throws InterruptedException {
    if (!goesOn()) {
      rest(PATIENCE);
      return;
    }
    List<Journal.Recorded> rows = feed.after(cursor, APPENDS, PATIENCE);
    if (rows.isEmpty()) {
      rest(Duration.ofMillis(20)); // the feed is closed before this is
    } else {
      follow(rows);
    }
  }

  /** True if it is this server that sends, and it is known from where on. */
  private boolean goesOn() {
    if (!isOurs.getAsBoolean()) {
      cursor = NOWHERE;
      projection.forget();
    } else if (cursor == NOWHERE) {
      long known = journal.bookmark(BOOKMARK);
      cursor = known == 0 ? first : known;
      if (known == 0 && first > 0) {
        journal.bookmark(BOOKMARK, first); // begun, even if the collector takes nothing for long
      }
    }
    return cursor != NOWHERE;
  }

  /** Waits, unless it is to be closed. */
  private void rest(Duration time) throws InterruptedException {
    closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends what these appends end, and only then goes on behind them. */
  private void follow(List<Journal.Recorded> rows) throws InterruptedException {
    boolean delivered = false;
    if (cursor == 0) {
      journal.bookmark(BOOKMARK, 1); // begun as well: the first entry of all ends no span
    }
    try {
      List<SpanData> spans = new ArrayList<>();
      for (Journal.Recorded row : rows) {
        spans.addAll(spans(row));
      }
      delivered = deliver(spans);
    } finally {
      if (!delivered) {
        projection.forget(); // these appends will come once more
      }
    }
    if (delivered) {
      cursor = rows.getLast().last();
      journal.bookmark(BOOKMARK, cursor);
    }
  }

  /** An append that cannot be made spans of is left out, so that it does not stop all others. */
  private List<Span> spans(Journal.Recorded row) {
    try {
      return projection.spans(row);
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      throw storeDoesNotAnswer;
    } catch (RuntimeException bug) {
      log.error("no spans for the append at {} of agent {}", row.position(), row.agent(), bug);
      projection.forget();
      return List.of();
    }
  }

  private boolean deliver(List<SpanData> spans) throws InterruptedException {
    for (int from = 0; from < spans.size(); from += SPANS) {
      if (!send(spans.subList(from, Math.min(spans.size(), from + SPANS)))) {
        return false;
      }
    }
    return true;
  }

  /** Tries until they are taken; false if it is to be closed before, or another server sends. */
  private boolean send(List<SpanData> spans) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      CompletableResultCode result = collector.export(spans);
      result.join(timeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
      if (result.isSuccess()) {
        recovered();
        return true;
      }
      failed(result);
      if (isRefusal(result) && tries >= MOST_TRIES) {
        log.warn("the collector of traces does not take {} spans; they are left out", spans.size());
        return true;
      }
      if (closing.getCount() == 0 || !isOurs.getAsBoolean()) {
        return false;
      }
      rest(Duration.ofSeconds(Math.min(LONGEST_REST_SECONDS, 1L << Math.min(failures - 1, 6))));
    }
  }

  /** True if it has answered: what fails on the way has a cause. */
  private static boolean isRefusal(CompletableResultCode result) {
    Throwable why = result.getFailureThrowable();
    return why != null && why.getCause() == null;
  }

  private void failed(CompletableResultCode result) {
    if (failures++ == 0) {
      Throwable why = result.getFailureThrowable();
      log.warn(
          "the collector of traces does not take spans, they wait in the journal: {}",
          why == null ? "no answer within " + timeout : why.toString());
    }
  }

  private void recovered() {
    if (failures > 0) {
      log.info("the collector of traces takes spans again");
    }
    failures = 0;
  }

  /** What has come since, if the collector takes it at once. */
  private void last() throws InterruptedException {
    List<Journal.Recorded> rows = journal.readAfter(cursor, APPENDS);
    while (!rows.isEmpty()) {
      long before = cursor;
      follow(rows);
      rows = cursor == before ? List.of() : journal.readAfter(cursor, APPENDS);
    }
  }

  /** To be called when nothing is written any more, and while the journal can still be read. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(LAST)) {
        thread.interrupt();
        thread.join(PATIENCE);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    collector.shutdown();
  }
}
