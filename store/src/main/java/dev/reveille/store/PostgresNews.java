package dev.reveille.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears on a connection of its own that somebody else has appended, and has the writer look.
 * PostgreSQL does not keep what nobody heard: so it has the writer look once a second anyway.
 */
final class PostgresNews implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresNews.class);
  private static final Duration ANYWAY = Duration.ofSeconds(1);

  private final Postgres database;
  private final PostgresClock clock;
  private final IntSupplier own;
  private final Runnable look;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final StoreThread thread;
  private volatile @Nullable Sql sql;

  /**
   * @param clock is compared now and then
   * @param own the number of the writer's connection, whose news are none
   */
  PostgresNews(Postgres database, PostgresClock clock, IntSupplier own, Runnable look) {
    this.database = database;
    this.clock = clock;
    this.own = own;
    this.look = look;
    thread = StoreThread.start("news", this::run);
  }

  private void run() {
    boolean said = false;
    while (closed.getCount() > 0) {
      try {
        boolean something = hear();
        said = false;
        if (!something) {
          continue;
        }
      } catch (SQLException | RuntimeException e) {
        if (!said && closed.getCount() > 0) {
          log.warn("no news of other servers but once a second: {}", database.why(e));
          said = true;
        }
        disconnect();
        rest();
      }
      look.run();
    }
    disconnect();
  }

  /** Waits until something is heard, or for as long as it does without; false: of itself only. */
  private boolean hear() throws SQLException {
    Sql known = sql;
    if (known == null) {
      known = database.listener();
      sql = known;
    }
    clock.lookNowAndThen(known);
    PGConnection connection = known.connection().unwrap(PGConnection.class);
    PGNotification[] news = connection.getNotifications((int) ANYWAY.toMillis());
    if (news == null || news.length == 0) {
      // Hearing nothing is no proof that there is somebody at the other end.
      known.number("SELECT 1");
      return true;
    }
    int mine = own.getAsInt();
    return Arrays.stream(news).anyMatch(one -> one.getPID() != mine);
  }

  private void rest() {
    try {
      boolean _ = closed.await(ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect() {
    Sql known = sql;
    sql = null;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Sql known = sql;
    if (known != null) {
      known.cut(); // else it would go on listening for a while
    }
    thread.awaitEnd();
  }
}
