package dev.reveille.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the writer, first come, first served. Whoever brings more than there is room for
 * waits too, so that a slow disk slows down those who write; only the store's own threads do not,
 * as they would wait for themselves.
 */
final class Intake {
  private final StoreConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  Intake(StoreConfig config) {
    this.config = config;
  }

  /** False if the store is closed: then it was not taken. */
  boolean offer(Request request) {
    lock.lock();
    try {
      while (isFull() && !closed && !StoreThread.isCurrent()) {
        room.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      add(request);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what can be left out, if there is time for it, and never waits. */
  void offerAtLeisure(Request request) {
    lock.lock();
    try {
      if (!closed && !isCrowded()) {
        add(request);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what need not be asked twice, unless it is the last that waits already. */
  void offerOnce(Request request) {
    lock.lock();
    try {
      if (!closed && !request.equals(waiting.peekLast())) {
        add(request);
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(Request request) {
    waiting.add(request);
    bytes += request.bytes();
    if (waiting.size() == 1) {
      something.signal();
    }
  }

  /** True if it is half full: no time for what can be left out. */
  boolean isCrowded() {
    lock.lock();
    try {
      return waiting.size() > config.queueAppends() / 2 || bytes > config.queueBytes() / 2;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return waiting.size() >= config.queueAppends() || bytes >= config.queueBytes();
  }

  /**
   * The next group: all that waits, up to the limits of a transaction.
   *
   * @param nanos how long to wait for the first
   * @return empty if nothing came in time; null if it is closed and nothing is left
   */
  @Nullable List<Request> take(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !closed && left > 0) {
        left = await(left);
      }
      if (waiting.isEmpty()) {
        return closed ? null : List.of();
      }
      return group();
    } finally {
      lock.unlock();
    }
  }

  private long await(long nanos) {
    try {
      return something.awaitNanos(nanos);
    } catch (InterruptedException e) {
      return 0; // the writer ends when the intake is closed, and not otherwise
    }
  }

  private List<Request> group() {
    List<Request> group = new ArrayList<>(Math.min(waiting.size(), config.groupAppends()));
    long size = 0;
    while (!waiting.isEmpty()
        && group.size() < config.groupAppends()
        && size < config.groupBytes()) {
      Request next = waiting.remove();
      size += next.bytes();
      group.add(next);
    }
    boolean wasFull =
        waiting.size() + group.size() >= config.queueAppends() || bytes >= config.queueBytes();
    bytes -= size;
    if (wasFull) {
      room.signalAll();
    }
    return group;
  }

  /** Takes no more. What is in it can still be taken out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      something.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
