package dev.reveille.server.telemetry;

import java.util.List;

/**
 * One metric as it stands.
 *
 * @param name by the conventions of Prometheus: with its unit, and {@code _total} if it is counted
 * @param labels names of what tells its samples apart
 */
public record Metric(
    String name, Kind kind, String help, List<String> labels, List<Sample> samples) {

  /** How its values are to be read. */
  public enum Kind {
    /** Only grows while the server runs. */
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  public Metric {
    labels = List.copyOf(labels);
    samples = List.copyOf(samples);
  }

  /** One of its values; {@code labels} are the values of the metric's labels, in their order. */
  public sealed interface Sample {
    List<String> labels();
  }

  public record Value(List<String> labels, double value) implements Sample {
    /** Of a metric without labels. */
    public Value(double value) {
      this(List.of(), value);
    }
  }

  /**
   * How many values were of what size.
   *
   * @param bounds upper ends of the buckets, ascending, the last one infinite
   * @param counts of each bucket alone
   */
  public record Spread(List<String> labels, List<Double> bounds, List<Long> counts, double sum)
      implements Sample {

    /** How many values there were in all. */
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
