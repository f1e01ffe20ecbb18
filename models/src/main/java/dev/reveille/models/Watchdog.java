package dev.reveille.models;

import dev.reveille.engine.Model.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends one call that is silent or lasts too long. It is needed because {@code HttpRequest.timeout}
 * ends with the headers (on JDK 25) and a stalled body would be waited for without end.
 *
 * <p>Until there is a body it interrupts the calling thread, afterwards it closes the body; never
 * after {@link #close}, so no stray interrupt outlives the call.
 */
final class Watchdog implements AutoCloseable {

  /** Which limit was reached. */
  enum Limit {
    IDLE,
    TOTAL
  }

  private final Thread caller = Thread.currentThread();
  private final long idleNanos;
  private volatile long deadline;
  private final Thread guard;
  private volatile long heard;
  private @Nullable InputStream body;
  private @Nullable Limit reached;
  private boolean interrupting;
  private boolean closed;

  /** Watches the current thread from now on. */
  Watchdog(Settings settings) {
    long now = System.nanoTime();
    idleNanos = settings.idle().toNanos();
    deadline = now + settings.total().toNanos();
    heard = now;
    guard = Thread.ofVirtual().name("model-watchdog").start(this::watch);
  }

  /** From here on the body is closed when a limit is reached. */
  synchronized InputStream guard(InputStream stream) throws IOException {
    body = stream;
    if (reached != null) {
      stream.close();
      throw new IOException("time limit reached");
    }
    return stream;
  }

  /** Something came. */
  void heard() {
    heard = System.nanoTime();
  }

  /** All that matters has been read; only so much longer is the rest waited for. */
  void grace(Duration rest) {
    deadline = System.nanoTime() + rest.toNanos();
    LockSupport.unpark(guard);
  }

  synchronized Optional<Limit> reached() {
    return Optional.ofNullable(reached);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (interrupting) {
        Thread.interrupted(); // ours, and it has done its work
      }
    }
    LockSupport.unpark(guard);
  }

  private void watch() {
    for (long left = left(); left > 0; left = left()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Nanoseconds until the next look; 0 ends the watch. */
  private synchronized long left() {
    if (closed) {
      return 0;
    }
    long now = System.nanoTime();
    long toDeadline = deadline - now;
    long toSilence = heard + idleNanos - now;
    if (toDeadline > 0 && toSilence > 0) {
      return Math.min(toDeadline, toSilence);
    }
    reached = toDeadline <= 0 ? Limit.TOTAL : Limit.IDLE;
    bite();
    return 0;
  }

  private void bite() {
    if (body == null) {
      interrupting = true;
      caller.interrupt();
      return;
    }
    try {
      body.close();
    } catch (IOException closedAnyway) {
      // the reader is woken with an exception of its own
    }
  }
}
