package dev.reveille.tools;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file whole or not at all. The text goes into a file beside it, named after a call's key,
 * is forced to disk and then renamed: a run after a crash finds its own left-over and replaces it.
 */
final class WholeFile {
  private WholeFile() {}

  /**
   * @param target in a folder that is there
   */
  static void replace(Path target, byte[] content, String callKey) throws IOException {
    byte[] key = callKey.getBytes(StandardCharsets.UTF_8);
    Path temporary = target.resolveSibling(".reveille-" + UUID.nameUUIDFromBytes(key) + ".tmp");
    Set<OpenOption> options = Set.of(CREATE, TRUNCATE_EXISTING, WRITE, NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(temporary, options)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      keepPermissions(target, temporary);
      channel.force(true);
      Files.move(temporary, target, ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    var before = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    if (before != null && Files.exists(from)) {
      Files.setPosixFilePermissions(to, before.readAttributes().permissions());
    }
  }
}
