package dev.reveille.engine;

import dev.reveille.core.Entry;
import dev.reveille.core.Image;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All durable appends in one order, for whoever wants to follow: a cursor is the position of the
 * last entry seen. The newest appends come from memory, older ones from the journal, so a reader
 * may be as slow as it likes and nothing is buffered for it.
 */
public final class Feed {
  /** Characters of images and of imported recordings that are kept in memory. */
  private static final long MOST_BULK = 32L << 20;

  private final Journal journal;
  private final int ring;
  private final Deque<Journal.Recorded> newest = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private long bulk;
  private long head;
  private boolean closed;

  Feed(Journal journal, int ring) {
    this.journal = journal;
    this.ring = ring;
    journal.onDurable(this::publish);
    before(journal.head());
  }

  /** What others appended before this one listened; what came since is known better already. */
  private void before(long known) {
    lock.lock();
    try {
      head = Math.max(head, known);
    } finally {
      lock.unlock();
    }
  }

  private void publish(List<Journal.Recorded> appends) {
    lock.lock();
    try {
      for (Journal.Recorded append : appends) {
        newest.addLast(append);
        bulk += bulk(append);
        head = append.last();
      }
      while (newest.size() > ring || bulk > MOST_BULK) {
        bulk -= bulk(newest.removeFirst());
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What of an append is large. */
  private static long bulk(Journal.Recorded append) {
    long chars = 0;
    for (Entry entry : append.entries()) {
      switch (entry) {
        case Entry.TaskImported imported -> chars += imported.recording().length();
        case Entry.TaskQueued queued when queued.images() != null -> {
          for (Image image : queued.images()) {
            chars += image.url().length();
          }
        }
        default -> {} // short by itself
      }
    }
    return chars;
  }

  /** The position of the newest durable entry. */
  public long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the journal goes so far: what another process has written may not have been heard here
   * yet. Blocks.
   *
   * @throws Journal.Unavailable if the store cannot answer
   */
  public boolean reaches(long position) {
    return position <= head() || !journal.readAfter(position - 1, 1).isEmpty();
  }

  /**
   * Appends that have entries after a cursor, oldest first; waits for some if there are none.
   *
   * @return at most {@code limit}; empty if nothing came within {@code patience}, or it is closed
   */
  public List<Journal.Recorded> after(long cursor, int limit, Duration patience)
      throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (head <= cursor && !closed && left > 0) {
        left = grown.awaitNanos(left);
      }
      if (head <= cursor || closed) {
        return List.of();
      }
      if (!newest.isEmpty() && newest.getFirst().position() <= cursor + 1) {
        return fromMemory(cursor, limit);
      }
    } finally {
      lock.unlock();
    }
    return journal.readAfter(cursor, limit);
  }

  /** True if a reader at this cursor is so far behind that it must be served from disk. */
  public boolean lags(long cursor) {
    lock.lock();
    try {
      return head > cursor && (newest.isEmpty() || newest.getFirst().position() > cursor + 1);
    } finally {
      lock.unlock();
    }
  }

  private List<Journal.Recorded> fromMemory(long cursor, int limit) {
    List<Journal.Recorded> found = new ArrayList<>();
    for (var i = newest.descendingIterator(); i.hasNext(); ) {
      Journal.Recorded append = i.next();
      if (append.last() <= cursor) {
        break;
      }
      found.add(append);
    }
    List<Journal.Recorded> oldestFirst = found.reversed();
    return List.copyOf(oldestFirst.size() > limit ? oldestFirst.subList(0, limit) : oldestFirst);
  }

  /** Nothing is heard any more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How long {@link #after} may wait when nobody says otherwise. */
  public static final Duration PATIENCE = Duration.ofNanos(TimeUnit.SECONDS.toNanos(30));
}
