package dev.reveille.server.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;

/** Counts values by their size, and by labels. */
final class Histogram implements Meter {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final double[] bounds;
  private final ConcurrentHashMap<List<String>, Buckets> series = new ConcurrentHashMap<>();

  /**
   * @param bounds upper ends of the buckets, ascending; one without an end is added
   */
  Histogram(String name, String help, double[] bounds, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
    this.bounds = bounds.clone();
    if (labels.length == 0) {
      of(List.of());
    }
  }

  private record Buckets(LongAdder[] counts, DoubleAdder sum) {
    static Buckets of(int n) {
      LongAdder[] counts = new LongAdder[n];
      Arrays.setAll(counts, i -> new LongAdder());
      return new Buckets(counts, new DoubleAdder());
    }
  }

  void observe(double value, String... values) {
    Buckets buckets = of(List.of(values));
    int at = Arrays.binarySearch(bounds, value);
    buckets.counts[at >= 0 ? at : -at - 1].increment();
    buckets.sum.add(value);
  }

  private Buckets of(List<String> values) {
    Buckets known = series.get(values);
    if (known != null) {
      return known;
    }
    List<String> key =
        series.size() < Counter.MAX_SERIES
            ? values
            : Collections.nCopies(labels.size(), Capped.OTHER);
    return series.computeIfAbsent(key, k -> Buckets.of(bounds.length + 1));
  }

  @Override
  public Metric read() {
    List<Double> ends =
        DoubleStream.concat(Arrays.stream(bounds), DoubleStream.of(Double.POSITIVE_INFINITY))
            .boxed()
            .toList();
    List<Metric.Sample> samples = new ArrayList<>();
    series.forEach((values, buckets) -> {
      List<Long> counts = Arrays.stream(buckets.counts).map(LongAdder::sum).toList();
      samples.add(new Metric.Spread(values, ends, counts, buckets.sum.sum()));
    });
    return new Metric(name, Metric.Kind.HISTOGRAM, help, labels, samples);
  }
}
