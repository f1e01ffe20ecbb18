package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the demo has heard so far. */
final class DemoFeed implements FeedListener {

  private static final Set<String> ENDS =
      Set.of("task.completed", "task.error", "task.cancelled", "task.expired", "task.dead");

  private final Map<String, Integer> byKind = new HashMap<>();
  private final Map<String, Integer> ends = new HashMap<>();
  private int heard;
  private int breaks;

  @Override
  public synchronized boolean heard(Notification notification) {
    heard++;
    count(byKind, notification.agentId() + " " + notification.kind());
    if (ENDS.contains(notification.kind())) {
      count(ends, Json.text(notification.params(), "taskId"));
    }
    notifyAll();
    return true;
  }

  private static void count(Map<String, Integer> counts, String key) {
    counts.merge(key, 1, Integer::sum);
  }

  @Override
  public synchronized void lost(IOException cause) {
    breaks++;
    notifyAll();
  }

  @Override
  public synchronized void resumed(Optional<String> cursor) {
    notifyAll();
  }

  /** The moment to pull the plug: one task sleeps, one is in the middle, a queue is half done. */
  synchronized boolean isBusy() {
    return count("d", "task.waiting") >= 1
        && count("reviewer", "task.step") >= 2
        && count("scribe", "task.completed") >= DemoWork.NOTES / 4;
  }

  /** How many notifications of a kind came from an agent. */
  synchronized int count(String agentId, String kind) {
    return byKind.getOrDefault(agentId + " " + kind, 0);
  }

  /** How many of a kind came from all agents. */
  synchronized int of(String kind) {
    return byKind.entrySet().stream()
        .filter(count -> count.getKey().endsWith(" " + kind))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** How often each task's end was told. */
  synchronized Map<String, Integer> ends() {
    return Map.copyOf(ends);
  }

  synchronized int heard() {
    return heard;
  }

  synchronized int breaks() {
    return breaks;
  }

  /**
   * @return false if the time ran out first
   */
  synchronized boolean await(Predicate<DemoFeed> condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.test(this)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
