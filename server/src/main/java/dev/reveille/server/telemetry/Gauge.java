package dev.reveille.server.telemetry;

import java.util.List;
import java.util.function.Supplier;

/** A value that is looked up when somebody asks for it. */
record Gauge(
    String name,
    Metric.Kind kind,
    String help,
    List<String> labels,
    Supplier<List<Metric.Sample>> value)
    implements Meter {

  /** One value without labels. */
  static Gauge of(String name, String help, Supplier<? extends Number> value) {
    return new Gauge(
        name,
        Metric.Kind.GAUGE,
        help,
        List.of(),
        () -> List.of(new Metric.Value(value.get().doubleValue())));
  }

  static Gauge of(String name, String help, String label, Supplier<List<Metric.Sample>> value) {
    return new Gauge(name, Metric.Kind.GAUGE, help, List.of(label), value);
  }

  @Override
  public Metric read() {
    return new Metric(name, kind, help, labels, value.get());
  }
}
