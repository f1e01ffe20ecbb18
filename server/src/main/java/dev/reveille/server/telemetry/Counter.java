package dev.reveille.server.telemetry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * Counts, by labels. Any thread may count at any time: it costs a look into a map and an addition.
 */
final class Counter implements Meter {
  /** More series than this are one; the sets of labels are bounded, this only makes sure. */
  static final int MAX_SERIES = 2_000;

  private final String name;
  private final String help;
  private final List<String> labels;
  private final ConcurrentHashMap<List<String>, DoubleAdder> series = new ConcurrentHashMap<>();

  Counter(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
    if (labels.length == 0) {
      with();
    }
  }

  /** Makes a series that stands at 0 until something is counted: so that its growth can be seen. */
  Counter with(String... values) {
    of(List.of(values));
    return this;
  }

  void count(String... values) {
    add(1, values);
  }

  void add(double n, String... values) {
    of(List.of(values)).add(n);
  }

  private DoubleAdder of(List<String> values) {
    DoubleAdder known = series.get(values);
    if (known != null) {
      return known;
    }
    List<String> key =
        series.size() < MAX_SERIES ? values : Collections.nCopies(labels.size(), Capped.OTHER);
    return series.computeIfAbsent(key, k -> new DoubleAdder());
  }

  @Override
  public Metric read() {
    List<Metric.Sample> samples = new ArrayList<>();
    series.forEach((values, n) -> samples.add(new Metric.Value(values, n.sum())));
    return new Metric(name, Metric.Kind.COUNTER, help, labels, samples);
  }
}
