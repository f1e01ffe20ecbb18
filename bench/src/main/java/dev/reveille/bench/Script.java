package dev.reveille.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * The rehearsed task of W7, the same for every contender: so many times the model calls a tool,
 * then it answers. The model takes no time and neither does the tool, so what lies between two
 * calls of the model is the loop's own doing.
 */
final class Script {
  /** Calls of the tool in one task; the model is called once more. */
  static final int STEPS = 10;

  static final String TOOL = "double_it";
  static final String DESCRIPTION = "Doubles a number";
  static final String ARGUMENT = "number";
  static final String ANSWER = "done";

  private final Stopwatch[] watches;
  private final LongAdder uses = new LongAdder();
  private volatile boolean records;

  Script(int agents) {
    watches = new Stopwatch[agents];
    Arrays.setAll(watches, agent -> new Stopwatch());
  }

  /** Of one agent, which does one task at a time. */
  private static final class Stopwatch {
    private long last;
    private long[] nanos = new long[1_024];
    private int count;

    void step(boolean first, boolean counts) {
      long now = System.nanoTime();
      if (!first && counts) {
        nanos = count == nanos.length ? Arrays.copyOf(nanos, 2 * count) : nanos;
        nanos[count++] = now - last;
      }
      last = now;
    }
  }

  void record() {
    records = true;
  }

  /**
   * The model of an agent is called.
   *
   * @param messages of the task so far: one of the user's, and two for each step
   * @return the step that it asks a tool for; 0: it answers
   */
  int next(int agent, int messages) {
    int step = messages / 2 + 1;
    watches[agent].step(step == 1, records);
    return step <= STEPS ? step : 0;
  }

  /** What it is called with at a step. */
  static String arguments(int step) {
    return "{\"" + ARGUMENT + "\": " + step + "}";
  }

  /** What the tool gives. */
  String doubled(int number) {
    uses.increment();
    return "" + 2 * number;
  }

  /** How often the tool was really called. */
  long uses() {
    return uses.sum();
  }

  /** From one call of the model to the next, in microseconds. */
  double[] micros() {
    return Arrays.stream(watches)
        .flatMapToLong(watch -> Arrays.stream(watch.nanos, 0, watch.count))
        .mapToDouble(nanos -> nanos / 1e3)
        .toArray();
  }
}
