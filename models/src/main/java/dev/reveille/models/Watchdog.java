package dev.reveille.models;

import dev.reveille.core.ModelSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
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
    FIRST,
    IDLE,
    TOTAL
  }

  private final Thread caller = Thread.currentThread();
  private final long idleNanos;
  private final long firstBy;
  private volatile long deadline;
  private volatile boolean spoken;
  private final Thread guard;
  private volatile long heard;
  private @Nullable InputStream body;
  private @Nullable Limit reached;
  private boolean interrupting;
  private boolean closed;

  /**
   * Watches the current thread from now on.
   *
   * @param settings with all times set
   */
  Watchdog(ModelSettings settings) {
    long now = System.nanoTime();
    idleNanos = nanos(settings.idle());
    deadline = now + nanos(settings.total());
    firstBy = now + nanos(settings.firstToken());
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

  /** A piece of the reply came. */
  void spoke() {
    spoken = true;
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

  private static long nanos(@Nullable Duration limit) {
    return Objects.requireNonNull(limit).toNanos();
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
    long toFirst = spoken ? Long.MAX_VALUE : firstBy - now;
    long left = Math.min(Math.min(toDeadline, toSilence), toFirst);
    if (left > 0) {
      return left;
    }
    reached = toDeadline <= 0 ? Limit.TOTAL : toSilence <= 0 ? Limit.IDLE : Limit.FIRST;
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
