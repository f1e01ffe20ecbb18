package dev.reveille.server.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which process listens on a port, as Linux tells in /proc: the socket's inode stands in net/tcp,
 * and who has it open in the processes' fd. Other people's processes are not told of.
 */
final class Listeners {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";

  private Listeners() {}

  /** Pid and name; empty where it cannot be found out. */
  static Optional<String> of(int port) {
    try {
      Set<String> inodes = new HashSet<>();
      for (String table : List.of("net/tcp", "net/tcp6")) {
        Path file = PROC.resolve(table);
        if (Files.isReadable(file)) {
          Files.readAllLines(file).forEach(line -> inode(line, port).ifPresent(inodes::add));
        }
      }
      return inodes.isEmpty() ? Optional.empty() : holder(inodes);
    } catch (IOException cannotTell) {
      return Optional.empty();
    }
  }

  /** Of a line {@code sl local_address rem_address st … inode}, if it listens there. */
  private static Optional<String> inode(String line, int port) {
    String[] words = line.strip().split("\\s+");
    boolean listens =
        words.length > 9
            && words[3].equals(LISTENS)
            && words[1].endsWith(String.format(Locale.ROOT, ":%04X", port));
    return listens ? Optional.of("socket:[" + words[9] + "]") : Optional.empty();
  }

  private static Optional<String> holder(Set<String> inodes) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, inodes)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(process.getFileName() + " (" + name + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> inodes) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : open) {
        if (inodes.contains(target(file))) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException notOurs) {
      return false; // or it has just ended
    }
    return false;
  }

  /** Empty if the process has closed it since it was listed: the others are still looked at. */
  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }
}
