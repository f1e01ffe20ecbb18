package dev.reveille.testkit;

import dev.reveille.postgres.LocalPostgres;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests. What they may do to it: kill it, start it again, ask it for an empty
 * schema.
 */
public final class PostgresServer implements AutoCloseable {
  private static @Nullable PostgresServer shared;

  private final LocalPostgres postgres;
  private final AtomicInteger schemas = new AtomicInteger();

  /** What a store needs to know. */
  public record Place(String url, String user, String password) {}

  private PostgresServer(LocalPostgres postgres) {
    this.postgres = postgres;
  }

  /** The one of this process, started when it is first asked for and stopped with it. */
  public static synchronized PostgresServer shared() {
    PostgresServer known = shared;
    if (known == null) {
      known = start();
      shared = known;
    }
    return known;
  }

  /** One of its own, for tests that kill it. */
  public static PostgresServer start() {
    return new PostgresServer(LocalPostgres.start());
  }

  /** Another one that follows what this one writes. */
  public PostgresServer standby() {
    return new PostgresServer(postgres.standby());
  }

  /** Has a standby go on by itself. */
  public void promote() {
    postgres.promote();
  }

  /** An empty schema of its database. */
  public Place fresh() {
    String schema = "s" + schemas.incrementAndGet();
    sql("CREATE SCHEMA " + schema);
    return new Place(
        url() + "?currentSchema=" + schema, LocalPostgres.USER, LocalPostgres.PASSWORD);
  }

  /** Its database, as {@code jdbc:postgresql://HOST:PORT/NAME}. */
  public String url() {
    return postgres.url();
  }

  public int port() {
    return postgres.port();
  }

  /** Where it keeps everything. */
  public Path folder() {
    return postgres.folder();
  }

  public boolean isRunning() {
    return postgres.isRunning();
  }

  /** Runs statements with all rights, and answers what they print, without headings. */
  public String sql(String statements) {
    return postgres.sql(statements);
  }

  /** Ends it at once and all that it has started, as {@code kill -9} and a power cut do. */
  public void kill() {
    postgres.kill();
  }

  /** Starts it again after {@link #kill}, and waits until it answers. */
  public void restart() {
    postgres.restart();
  }

  @Override
  public void close() {
    postgres.close();
  }
}
