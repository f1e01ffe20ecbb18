package dev.reveille.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process and what came of it. */
public final class ProcessTree {
  private static final int ROUNDS = 10;

  private ProcessTree() {}

  /**
   * Kills a process and its descendants, again until none are left: one may start another while it
   * is killed. A descendant whose parent is gone already belongs to nobody, and stays.
   */
  public static void kill(Process process) {
    kill(process, "");
  }

  /**
   * The same, and on Linux also those that have cut themselves loose from their parents: they are
   * known by a variable of their environment, unless they have emptied that.
   *
   * @param mark {@code NAME=VALUE} that the process was started with, and no other; empty: none
   */
  static void kill(Process process, String mark) {
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> found =
          Stream.concat(process.descendants(), marked(mark)).distinct().toList();
      process.destroyForcibly();
      found.forEach(ProcessHandle::destroyForcibly);
      if (found.isEmpty()) {
        return;
      }
    }
  }

  private static Stream<ProcessHandle> marked(String mark) {
    return mark.isEmpty() || !Files.exists(Path.of("/proc/self/environ"))
        ? Stream.empty()
        : ProcessHandle.allProcesses().filter(process -> hasMark(process, mark));
  }

  private static boolean hasMark(ProcessHandle process, String mark) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", process.pid() + "", "environ"));
      String all = '\0' + new String(environment, StandardCharsets.ISO_8859_1);
      return all.contains('\0' + mark + '\0');
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
