package dev.reveille.engine;

import java.util.Locale;

/**
 * How busy everything is: each part against its limit, 0 to 1.
 *
 * @param cpu smoothed: a short peak changes little
 * @param heap as it is
 * @param running places that tasks run in, of all
 * @param store how long appends take to become durable
 */
public record Pressure(double cpu, double heap, double running, double store) {
  static final Pressure NONE = new Pressure(0, 0, 0, 0);

  public Pressure {
    cpu = share(cpu);
    heap = share(heap);
    running = share(running);
    store = share(store);
  }

  private static double share(double value) {
    return value > 0 ? Math.min(1, value) : 0;
  }

  /** The greatest of its parts: what agents sleep by that are woken when it is quiet. */
  public double load() {
    return Math.max(strain(), running);
  }

  /**
   * The greatest of its parts but one: how many tasks run has a limit of its own, and need not be
   * deferred by.
   */
  public double strain() {
    return Math.max(cpu, Math.max(heap, store));
  }

  /** Which part {@link #strain} is, in a word for people. */
  public String cause() {
    return strain() == cpu ? "cpu" : strain() == heap ? "memory" : "store lag";
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.2f (cpu %.2f, memory %.2f, running tasks %.2f, store lag %.2f)",
        load(),
        cpu,
        heap,
        running,
        store);
  }
}
