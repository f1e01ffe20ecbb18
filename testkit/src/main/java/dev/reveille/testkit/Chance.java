package dev.reveille.testkit;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All that is left to chance in one world, from one seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    // Neighbouring seeds must not begin alike.
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L).split();
  }

  /** Another source for somebody who shall not disturb this one. */
  RandomGenerator another() {
    return random.split();
  }

  boolean percent(int share) {
    return random.nextInt(100) < share;
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}, both included. */
  int from(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T of(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  /** Takes one out. The order of the others is not kept. */
  <T> T take(List<T> things) {
    int i = random.nextInt(things.size());
    T taken = things.get(i);
    T last = things.removeLast();
    if (i < things.size()) {
      things.set(i, last);
    }
    return taken;
  }

  /** Short ones are likelier than long ones, in whole milliseconds. */
  Duration duration() {
    return switch (random.nextInt(10)) {
      case 0 -> Duration.ofMillis(1);
      case 1, 2 -> Duration.ofMillis(from(1, 999));
      case 3, 4, 5, 6 -> Duration.ofMillis(from(1_000, 30_000));
      case 7, 8 -> Duration.ofMillis(from(30_000, 900_000));
      default -> Duration.ofMillis(from(900_000, 300_000_000));
    };
  }
}
