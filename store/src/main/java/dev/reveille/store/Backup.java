package dev.reveille.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Copies a database while a server may be writing it.
 *
 * <p>A reader of its own takes the copy out of one transaction, so that it holds the journal and
 * the query tables of one moment. Nobody waits meanwhile; only the write-ahead log is not begun
 * anew before the copy is done.
 */
public final class Backup {
  private Backup() {}

  /**
   * What was copied.
   *
   * @param position the journal's last entry in it
   * @param bytes how long the file is
   */
  public record Copied(long position, long bytes) {}

  /**
   * Makes the file, which must not exist. It is whole and on disk under its name, or not there at
   * all.
   *
   * @param folder a data folder, of a server that runs or of one that does not
   * @throws StoreException if there is no database, the file exists, or it cannot be written
   */
  public static Copied make(Path folder, Path wanted) {
    Path database = folder.resolve(SqliteStore.FILE);
    Path file = wanted.toAbsolutePath();
    Path parent = file.resolveSibling(".");
    if (!Files.exists(database)) {
      throw new StoreException("there is no database " + database + "; name a data folder", null);
    }
    if (Files.exists(file)) {
      throw new StoreException(file + " exists; name a file that does not", null);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part); // of a copy that was broken off
      copy(database, part);
      long position = verified(part);
      sync(part, StandardOpenOption.WRITE);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      sync(parent, StandardOpenOption.READ);
      return new Copied(position, Files.size(file));
    } catch (IOException | SQLException e) {
      discard(part);
      throw new StoreException(
          "cannot back up " + database + " to " + file + ": " + e.getMessage(), e);
    }
  }

  private static void copy(Path database, Path part) throws SQLException {
    try (Sql sql = new Sql(Sql.connect(database))) {
      sql.run("PRAGMA busy_timeout = 5000");
      PreparedStatement s = sql.prepare("VACUUM INTO ?");
      s.setString(1, part.toString());
      s.executeUpdate();
    }
  }

  /** The position of its journal's last entry. */
  private static long verified(Path part) throws SQLException {
    try (Sql sql = Sql.reader(part)) {
      try (ResultSet row = sql.prepare("PRAGMA quick_check").executeQuery()) {
        row.next();
        if (!row.getString(1).equals("ok")) {
          throw new SQLException("the copy is damaged: " + row.getString(1));
        }
      }
      return new JournalRows(sql).head();
    }
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException left) {
      // the next attempt removes it; what is told is why this one failed
    }
  }
}
