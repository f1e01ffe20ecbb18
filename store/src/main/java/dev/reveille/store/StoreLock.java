package dev.reveille.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process per folder. The operating system lets go of the lock when its holder dies, however it
 * dies; the file itself stays, and holds the pid of the last holder.
 */
final class StoreLock implements AutoCloseable {
  /** Far beyond the content, so that a locked file can be read everywhere. */
  private static final long PLACE = Long.MAX_VALUE - 1;

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws StoreException if somebody else has the folder, or it cannot be written
   */
  static StoreLock take(Path folder) {
    Path file = folder.resolve("lock");
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException(
          "cannot write in the data folder "
              + folder
              + ": "
              + e
              + "; give the server a folder that it may write",
          e);
    }
    try {
      if (tryLock(channel) == null) {
        throw new StoreException(
            "the data folder "
                + folder
                + " is in use by process "
                + holder(file)
                + "; stop that one, or give this one another folder",
            null);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
      return new StoreLock(channel);
    } catch (IOException | RuntimeException e) {
      close(channel);
      throw e instanceof StoreException known
          ? known
          : new StoreException("cannot lock the data folder " + folder + ": " + e, e);
    }
  }

  /**
   * Who has the folder now; empty if nobody has.
   *
   * @throws StoreException if that cannot be found out
   */
  static Optional<String> holderOf(Path folder) {
    Path file = folder.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null ? Optional.of(holder(file)) : Optional.empty();
    } catch (IOException e) {
      throw new StoreException(
          "cannot look at the lock of the data folder " + folder + ": " + e, e);
    }
  }

  private static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(PLACE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String holder(Path file) {
    try {
      String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return pid.equals(pid()) ? pid + ", which is this one" : pid;
    } catch (IOException e) {
      return "unknown (" + e + ")";
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot let go of the data folder's lock: " + e, e);
    }
  }
}
