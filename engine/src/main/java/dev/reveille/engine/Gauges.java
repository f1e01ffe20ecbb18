package dev.reveille.engine;

/** Tells how busy the machine and the process are; read once a second. */
public interface Gauges {

  Reading read();

  /**
   * Called while new work is refused for want of memory: makes sure that the next readings tell how
   * much of it is really needed.
   */
  default void collect() {}

  /**
   * @param cpu the share of the machine's processors that is busy, 0 to 1; less than 0 if nobody
   *     knows
   * @param heap the share of the greatest heap that is in use, garbage left out as far as that is
   *     known, 0 to 1
   */
  record Reading(double cpu, double heap) {}

  /** A machine that is always so. */
  static Gauges constant(double cpu, double heap) {
    return () -> new Reading(cpu, heap);
  }
}
