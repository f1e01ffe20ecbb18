package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends tasks one after the other while the server dies and comes back. A call that broke is
 * repeated with the same idempotency key: only so is it safe to repeat, and only so is none lost.
 */
final class DemoSender {

  private static final int EVERY_MS = 60;

  private final ReveilleClient client;
  private final List<ObjectNode> tasks;
  private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger repeated = new AtomicInteger();
  private final Thread thread;

  private DemoSender(ReveilleClient client, List<ObjectNode> tasks) {
    this.client = client;
    this.tasks = List.copyOf(tasks);
    this.thread = Thread.ofVirtual().name("demo-sender").unstarted(this::run);
  }

  static DemoSender start(ReveilleClient client, List<ObjectNode> tasks) {
    DemoSender sender = new DemoSender(client, tasks);
    sender.thread.start();
    return sender;
  }

  private void run() {
    try {
      for (ObjectNode task : tasks) {
        acknowledged.add(send(task));
        TimeUnit.MILLISECONDS.sleep(EVERY_MS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private String send(ObjectNode task) throws InterruptedException {
    while (true) {
      try {
        return Json.text(client.call("sendTask", task), "taskId");
      } catch (IOException broken) {
        repeated.incrementAndGet(); // with the same key, a little later
      } catch (RpcException refused) {
        if (!refused.isUnavailable()) {
          throw refused;
        }
        repeated.incrementAndGet();
      }
      TimeUnit.MILLISECONDS.sleep(EVERY_MS);
    }
  }

  /** Waits until so many are acknowledged. */
  void awaitAcknowledged(int count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (acknowledged.size() < count && System.nanoTime() < deadline && thread.isAlive()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Waits until all are acknowledged. */
  boolean join(Duration limit) throws InterruptedException {
    return thread.join(limit) && acknowledged.size() == tasks.size();
  }

  void stop() {
    thread.interrupt();
  }

  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Calls that broke or found nobody. */
  int repeated() {
    return repeated.get();
  }
}
