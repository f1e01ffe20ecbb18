package dev.reveille.server.http;

import dev.reveille.server.config.ServerLimits;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All open WebSockets: how many there may be, and whether they still live. */
final class Sockets {
  private final ServerLimits limits;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger promised = new AtomicInteger();
  private final CountDownLatch stopped = new CountDownLatch(1);

  Sockets(ServerLimits limits) {
    this.limits = limits;
  }

  /** Starts to watch for sockets whose peer is gone without a word. */
  void start() {
    Thread.ofVirtual().name("heartbeat").start(this::watch);
  }

  private void watch() {
    long pingNanos = limits.pingSeconds().toNanos();
    int maxSilentBeats = (int) (limits.idleTimeoutSeconds().toNanos() / pingNanos);
    try {
      while (!stopped.await(pingNanos, TimeUnit.NANOSECONDS)) {
        open.forEach(socket -> socket.beat(maxSilentBeats));
      }
    } catch (InterruptedException shutDown) {
      Thread.currentThread().interrupt();
    }
  }

  int size() {
    return open.size();
  }

  boolean isFull() {
    return open.size() >= limits.maxConnections();
  }

  void add(Socket socket) {
    open.add(socket);
  }

  void remove(Socket socket) {
    open.remove(socket);
  }

  void close() {
    stopped.countDown();
    open.forEach(socket -> socket.close(1001, "the server stops"));
  }
}
