package dev.reveille.store;

import dev.reveille.core.AgentId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The journal and its query tables in a PostgreSQL database that several processes share. Each
 * hears what any of them appends, in the order of positions and once; each reads what any of them
 * wrote.
 *
 * <p>All that a process writes one of its threads writes, in groups, each in one transaction with
 * its changes of the query tables. {@link #head} is what the listeners of this process have heard.
 */
public final class PostgresStore extends Store {
  private static final int READERS = 4;

  private final Postgres database;
  private final PostgresNews news;
  private final PostgresClock clock;

  private PostgresStore(
      Postgres database,
      StoreConfig config,
      PostgresWriter writer,
      Intake intake,
      PostgresClock clock) {
    Readers readers =
        new Readers(database::reader, database.trouble(), config.withReaders(READERS));
    super(intake, writer, readers, config);
    this.database = database;
    this.clock = clock;
    news =
        new PostgresNews(
            database,
            clock,
            writer::backend,
            () -> {
              writer.endWhatHangs();
              intake.offerOnce(new Request.Look());
            });
  }

  /** Opens a store with the standard limits, or makes one. */
  public static PostgresStore open(Postgres database, InstantSource clock) {
    return open(database, StoreConfig.STANDARD, clock);
  }

  /**
   * Opens a store, or makes its tables. Blocks.
   *
   * @param clock for what the store says about itself, and compared with the database's; nothing
   *     that it keeps depends on it
   * @throws StoreException if the database cannot be reached or used; it says why and what to do
   */
  public static PostgresStore open(Postgres database, StoreConfig config, InstantSource clock) {
    try {
      Intake intake = new Intake(config);
      PostgresClock compared = new PostgresClock(clock, config.maxSkew());
      PostgresWriter writer = new PostgresWriter(database, config, intake, compared, clock);
      return new PostgresStore(database, config, writer, intake, compared);
    } catch (SQLException | RuntimeException e) {
      throw database.trouble().cannotOpen(e);
    }
  }

  @Override
  public Optional<ClockSkew> clockSkew() {
    return Optional.of(clock.skew());
  }

  @Override
  public Map<String, Object> place() {
    return Map.of("kind", "postgresql", "url", database.place());
  }

  @Override
  public List<Alarm> alarms(
      Set<Integer> slices, Instant from, @Nullable AgentId after, Instant before, int limit) {
    return view(null, sql -> Queries.alarms(sql, slices, from, after, before, limit));
  }

  @Override
  public List<AgentId> busy(Set<Integer> slices, String after, int limit) {
    return view(null, sql -> Queries.busy(sql, slices, after, limit));
  }

  /** The query tables always have all that is durable. */
  @Override
  <T> T view(@Nullable String agentId, Readers.Query<T> query) {
    return readers.ask(query);
  }

  @Override
  public void close() {
    news.close();
    super.close();
  }
}
