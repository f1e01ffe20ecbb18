package dev.reveille.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Lives through one world after the other, on all cores, until one breaks. */
final class Search {
  private final AtomicLong next;
  private final AtomicLong found = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong lived = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final long end;
  private final Sabotage sabotage;

  /**
   * @param count how many seeds, from {@code from} on
   */
  Search(long from, long count, Sabotage sabotage) {
    this.next = new AtomicLong(from);
    this.end = from + count;
    this.sabotage = sabotage;
  }

  /** Blocks until all are lived through, or one broke. */
  void run() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(Thread.ofPlatform().name("world-" + i).start(this::work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void work() {
    long seed = next.getAndIncrement();
    // Smaller seeds go on to their end, so that the smallest that breaks is found.
    while (seed < end && seed < found.get()) {
      World.Outcome outcome = World.run(seed, sabotage, false);
      lived.incrementAndGet();
      steps.addAndGet(outcome.steps());
      if (!outcome.good()) {
        found.accumulateAndGet(seed, Math::min);
      }
      seed = next.getAndIncrement();
    }
  }

  long lived() {
    return lived.get();
  }

  long steps() {
    return steps.get();
  }

  boolean hasFound() {
    return found.get() != Long.MAX_VALUE;
  }

  /** The smallest seed that broke. */
  long found() {
    return found.get();
  }
}
