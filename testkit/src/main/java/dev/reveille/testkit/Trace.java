package dev.reveille.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a world, line by line; costs nothing when nobody reads it. */
final class Trace {
  private final boolean kept;
  private final List<String> lines = new ArrayList<>();
  private int step;
  private Instant now = World.START;

  Trace(boolean kept) {
    this.kept = kept;
  }

  void at(int step, Instant now) {
    this.step = step;
    this.now = now;
  }

  void say(Supplier<String> what) {
    if (kept) {
      double seconds = Duration.between(World.START, now).toNanos() / 1e9;
      lines.add(String.format("%5d %14.6f  %s", step, seconds, what.get()));
    }
  }

  List<String> lines() {
    return lines;
  }

  List<String> last(int n) {
    return lines.subList(Math.max(0, lines.size() - n), lines.size());
  }
}
