package dev.reveille.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The simulator's command: {@code --seed N} tells the whole story of one world; {@code --seeds N
 * [--from M]} lives through many and stops at the first that breaks. {@code --sabotage NAME} plants
 * a bug.
 */
public final class Sim {
  private static final int SHOWN = 40;

  private Sim() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = Arrays.asList(args);
    Sabotage sabotage =
        Sabotage.valueOf(
            word(words, "--sabotage", "NONE").toUpperCase(Locale.ROOT).replace('-', '_'));
    String seed = word(words, "--seed", "");
    long from = Long.parseLong(word(words, "--from", "1"));
    long count = Long.parseLong(word(words, "--seeds", "10000"));
    boolean good =
        seed.isEmpty() ? many(from, count, sabotage) : one(Long.parseLong(seed), sabotage);
    System.exit(good ? 0 : 1);
  }

  static String word(List<String> words, String name, String otherwise) {
    int i = words.indexOf(name);
    return i >= 0 && i + 1 < words.size() ? words.get(i + 1) : otherwise;
  }

  /** The world of the smallest seed that breaks. Blocks. */
  static Optional<World.Outcome> firstBroken(long from, long count, Sabotage sabotage) {
    Search search = new Search(from, count, sabotage);
    try {
      search.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the search was interrupted", e);
    }
    return search.hasFound()
        ? Optional.of(World.run(search.found(), sabotage, true))
        : Optional.empty();
  }

  private static boolean one(long seed, Sabotage sabotage) {
    World.Outcome outcome = World.run(seed, sabotage, true);
    outcome.trace().forEach(System.out::println);
    tell(outcome);
    return outcome.good();
  }

  private static boolean many(long from, long count, Sabotage sabotage)
      throws InterruptedException {
    long began = System.nanoTime();
    Search search = new Search(from, count, sabotage);
    Thread progress = Thread.ofPlatform().daemon().start(() -> report(search, count, began));
    search.run();
    progress.interrupt();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d seeds, %d steps in %.1f s: %.0f seeds/s, %d violations%n",
        search.lived(),
        search.steps(),
        seconds,
        search.lived() / seconds,
        search.hasFound() ? 1 : 0);
    if (!search.hasFound()) {
      return true;
    }
    World.Outcome outcome = World.run(search.found(), sabotage, true);
    List<String> trace = outcome.trace();
    trace.subList(Math.max(0, trace.size() - SHOWN), trace.size()).forEach(System.out::println);
    tell(outcome);
    System.out.println(
        "Replay it with: ./dev sim --seed "
            + search.found()
            + (sabotage == Sabotage.NONE ? "" : " --sabotage " + sabotage));
    return false;
  }

  private static void report(Search search, long count, long began) {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(5));
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            "%d of %d seeds, %.0f/s%n", search.lived(), count, search.lived() / seconds);
      }
    } catch (InterruptedException done) {
      // The last line tells it all.
    }
  }

  private static void tell(World.Outcome outcome) {
    Violation violation = outcome.violation();
    if (violation != null) {
      System.out.println("VIOLATION in seed " + outcome.seed() + ": " + violation.getMessage());
      if (violation.getCause() != null) {
        violation.getCause().printStackTrace(System.out);
      }
    }
  }
}
