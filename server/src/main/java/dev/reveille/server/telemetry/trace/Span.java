package dev.reveille.server.telemetry.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;

/**
 * A span that is over. It is made of what is on record and not by measuring, which the SDK's own
 * spans could not be.
 *
 * @param parent empty: none
 * @param error why it came to nothing; empty: it did not
 */
record Span(
    Resource resource,
    String name,
    SpanKind kind,
    String trace,
    String id,
    String parent,
    Instant start,
    Instant end,
    String error,
    Attributes attributes,
    List<Lineage.Link> links)
    implements SpanData {
  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create("dev.reveille");

  private static SpanContext context(String trace, String id) {
    return SpanContext.create(trace, id, TraceFlags.getSampled(), TraceState.getDefault());
  }

  private static long nanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public SpanKind getKind() {
    return kind;
  }

  @Override
  public SpanContext getSpanContext() {
    return context(trace, id);
  }

  @Override
  public SpanContext getParentSpanContext() {
    return parent.isEmpty() ? SpanContext.getInvalid() : context(trace, parent);
  }

  @Override
  public StatusData getStatus() {
    return error.isEmpty() ? StatusData.unset() : StatusData.error();
  }

  @Override
  public long getStartEpochNanos() {
    return nanos(start);
  }

  @Override
  public long getEndEpochNanos() {
    return nanos(end);
  }

  @Override
  public Attributes getAttributes() {
    return attributes;
  }

  @Override
  public List<EventData> getEvents() {
    return List.of();
  }

  @Override
  public List<LinkData> getLinks() {
    return links.stream().map(it -> LinkData.create(context(it.trace(), it.span()))).toList();
  }

  @Override
  public boolean hasEnded() {
    return true;
  }

  @Override
  public int getTotalRecordedEvents() {
    return 0;
  }

  @Override
  public int getTotalRecordedLinks() {
    return links.size();
  }

  @Override
  public int getTotalAttributeCount() {
    return attributes.size();
  }

  @Override
  @SuppressWarnings("deprecation") // the interface still asks for it
  public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return InstrumentationLibraryInfo.create("dev.reveille", null);
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return SCOPE;
  }

  @Override
  public Resource getResource() {
    return resource;
  }
}
