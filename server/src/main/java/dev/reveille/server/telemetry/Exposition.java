package dev.reveille.server.telemetry;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes metrics as Prometheus reads them. Loaded when somebody scrapes for the first time. */
final class Exposition {
  private static final ExpositionFormatWriter PLAIN =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
  private static final ExpositionFormatWriter OPEN_METRICS =
      OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build();

  private Exposition() {}

  /**
   * @param accept the header of the request: whoever takes OpenMetrics is given it
   */
  static Page page(List<Metric> metrics, @Nullable String accept) {
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    ExpositionFormatWriter writer = open ? OPEN_METRICS : PLAIN;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, new MetricSnapshots(metrics.stream().map(Exposition::snapshot).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }

  private static MetricSnapshot snapshot(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER ->
          // The writer puts _total behind the name again.
          new CounterSnapshot(
              new MetricMetadata(metric.name().replaceFirst("_total$", ""), metric.help()),
              metric.samples().stream()
                  .map(it ->
                      new CounterSnapshot.CounterDataPointSnapshot(
                          value(it), labels(metric, it), null, 0L))
                  .toList());
      case GAUGE ->
          new GaugeSnapshot(
              new MetricMetadata(metric.name(), metric.help()),
              metric.samples().stream()
                  .map(it ->
                      new GaugeSnapshot.GaugeDataPointSnapshot(value(it), labels(metric, it), null))
                  .toList());
      case HISTOGRAM ->
          new HistogramSnapshot(
              new MetricMetadata(metric.name(), metric.help()),
              metric.samples().stream().map(it -> histogram(metric, it)).toList());
    };
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot histogram(
      Metric metric, Metric.Sample sample) {
    return switch (sample) {
      case Metric.Spread it ->
          new HistogramSnapshot.HistogramDataPointSnapshot(
              ClassicHistogramBuckets.of(it.bounds(), it.counts()),
              it.sum(),
              labels(metric, it),
              Exemplars.EMPTY,
              0L);
      case Metric.Value it -> throw new IllegalArgumentException(metric.name() + " is " + it);
    };
  }

  private static double value(Metric.Sample sample) {
    return switch (sample) {
      case Metric.Value it -> it.value();
      case Metric.Spread it -> throw new IllegalArgumentException("no single value: " + it);
    };
  }

  private static Labels labels(Metric metric, Metric.Sample sample) {
    return Labels.of(metric.labels(), sample.labels());
  }
}
