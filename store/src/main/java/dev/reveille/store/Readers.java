package dev.reveille.store;

import dev.reveille.engine.Journal.Unavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads that read, each with a connection of its own, for whoever asks. */
final class Readers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Readers.class);
  private static final Duration REST = Duration.ofSeconds(1);

  /** Something to be read by a connection. */
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  private interface Job {
    void run(Reader reader);
  }

  private final Sql.Opening opening;
  private final Trouble trouble;
  private final BlockingQueue<Job> jobs;
  private final List<StoreThread> threads = new ArrayList<>();
  private volatile boolean closed;
  private volatile @Nullable Silence silence;

  /** Nobody answered who was to be connected to. */
  private record Silence(SQLException what, long atNanos) {}

  Readers(Sql.Opening opening, Trouble trouble, StoreConfig config) {
    this.opening = opening;
    this.trouble = trouble;
    jobs = new LinkedBlockingQueue<>(config.queueReads());
    for (int i = 1; i <= config.readers(); i++) {
      Reader reader = new Reader();
      threads.add(StoreThread.start("reader-" + i, reader::run));
    }
  }

  /**
   * Runs a query on a reader, and waits for its answer.
   *
   * @throws Unavailable if it cannot be answered
   */
  <T> T ask(Query<T> query) {
    StoreThread.mayWait("reading the store");
    CompletableFuture<T> answer = new CompletableFuture<>();
    tell(query, answer::complete, answer::completeExceptionally);
    return await(answer);
  }

  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Unavailable u) {
        throw new Unavailable(String.valueOf(u.getMessage()), u);
      }
      throw e;
    }
  }

  /** Runs a query on a reader, which tells what came of it. */
  <T> void tell(Query<T> query, Consumer<T> answer, Consumer<Unavailable> failure) {
    if (closed) {
      failure.accept(new Unavailable("the store is closed", null));
    } else if (!jobs.offer(reader -> reader.run(query, answer, failure))) {
      failure.accept(new Unavailable("too many reads are waiting; try again later", null));
    } else if (closed) {
      refuseAll();
      wakeAll(); // what was meant to wake them may have been taken with the rest
    }
  }

  private void wakeAll() {
    for (int i = 0; i < threads.size(); i++) {
      // A full queue wakes its threads by itself.
      if (!jobs.offer(reader -> {})) {
        break;
      }
    }
  }

  private void refuseAll() {
    for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
      job.run(new Reader());
    }
  }

  @Override
  public void close() {
    closed = true;
    wakeAll();
    threads.forEach(StoreThread::awaitEnd);
    refuseAll();
  }

  /** One thread and its connection. */
  private final class Reader {
    private @Nullable Sql sql;

    void run() {
      try {
        while (!closed) {
          jobs.take().run(this);
        }
      } catch (InterruptedException e) {
        log.error("a reader was interrupted, and ends", e);
      } finally {
        disconnect();
      }
    }

    <T> void run(Query<T> query, Consumer<T> answer, Consumer<Unavailable> failure) {
      if (closed) {
        failure.accept(new Unavailable("the store is closed", null));
        return;
      }
      T found;
      try {
        found = found(query);
      } catch (SQLException | RuntimeException e) {
        disconnect();
        failure.accept(new Unavailable(trouble.why(e), e));
        return;
      }
      try {
        answer.accept(found);
      } catch (RuntimeException e) {
        log.error("who asked the store failed on its answer", e);
      }
    }

    /** A connection may have been cut while nobody used it: then another one is asked. */
    private <T> T found(Query<T> query) throws SQLException {
      boolean fresh = sql == null;
      try {
        return query.run(connected());
      } catch (SQLException e) {
        String state = e.getSQLState();
        boolean cut = state != null && (state.startsWith("08") || state.startsWith("57P"));
        if (fresh || !cut || PostgresTrouble.isSilence(e)) {
          throw e;
        }
        disconnect();
        return query.run(connected());
      }
    }

    private Sql connected() throws SQLException {
      Sql known = sql;
      if (known == null) {
        known = opened();
        sql = known;
      }
      return known;
    }

    /** What waits behind somebody who was not answered does not wait as long again. */
    private Sql opened() throws SQLException {
      Silence known = silence;
      if (known != null && System.nanoTime() - known.atNanos() < REST.toNanos()) {
        throw known.what();
      }
      try {
        return opening.open();
      } catch (SQLException e) {
        if (PostgresTrouble.isSilence(e)) {
          silence = new Silence(e, System.nanoTime());
        }
        throw e;
      }
    }

    private void disconnect() {
      if (sql != null) {
        sql.close();
        sql = null;
      }
    }
  }
}
