package dev.reveille.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The journal and its query tables in one SQLite file, {@code reveille.db} in a folder that one
 * process has at a time.
 *
 * <p>All writing is done by one thread in groups, each with one sync, before anybody is told. The
 * query tables follow a moment later; whoever reads them waits until they have all that was durable
 * when he asked.
 */
public final class SqliteStore extends Store {
  static final String FILE = "reveille.db";

  private final Path folder;
  private final StoreLock lock;
  private final SqliteWriter writer;

  private SqliteStore(
      StoreLock lock, Path folder, StoreConfig config, SqliteWriter writer, Intake intake) {
    Path file = folder.resolve(FILE);
    Trouble trouble = new SqliteTrouble(file);
    super(intake, writer, new Readers(() -> Sql.reader(file), trouble, config), config);
    this.folder = folder;
    this.lock = lock;
    this.writer = writer;
  }

  /** Opens a store with the standard limits, or makes one. */
  public static SqliteStore open(Path folder, InstantSource clock) {
    return open(folder, StoreConfig.STANDARD, clock);
  }

  /**
   * Opens a store, or makes one. Blocks.
   *
   * @param clock for what the store says about itself; nothing that it keeps depends on it
   * @throws StoreException if another process has the folder, or the file cannot be read or written
   */
  public static SqliteStore open(Path folder, StoreConfig config, InstantSource clock) {
    Path file = folder.resolve(FILE);
    return open(folder, config, () -> Sql.writer(file, config), clock);
  }

  static SqliteStore open(
      Path folder, StoreConfig config, Sql.Opening opening, InstantSource clock) {
    StoreLock lock = StoreLock.take(folder);
    Path file = folder.resolve(FILE);
    try {
      Intake intake = new Intake(config);
      SqliteWriter writer = new SqliteWriter(file, config, opening, intake, clock);
      return new SqliteStore(lock, folder, config, writer, intake);
    } catch (SQLException | RuntimeException e) {
      lock.close();
      throw new SqliteTrouble(file).cannotOpen(e);
    }
  }

  @Override
  public Optional<ClockSkew> clockSkew() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> place() {
    return Map.of("kind", "sqlite", "folder", folder.toString());
  }

  @Override
  <T> T view(@Nullable String agentId, Readers.Query<T> query) {
    StoreThread.mayWait("reading the store");
    if (writer.projected() < writer.head()) {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      if (intake.offer(new Request.Settle(agentId, done))) {
        Readers.await(done);
      }
    }
    return readers.ask(query);
  }

  @Override
  public void close() {
    super.close();
    lock.close();
  }
}
