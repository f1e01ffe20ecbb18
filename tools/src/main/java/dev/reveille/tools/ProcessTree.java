package dev.reveille.tools;

import java.util.List;

/** A process and what came of it. */
public final class ProcessTree {
  private static final int ROUNDS = 10;

  private ProcessTree() {}

  /**
   * Kills a process and its descendants, again until none are left: one may start another while it
   * is killed. A descendant whose parent is gone already belongs to nobody, and stays.
   */
  public static void kill(Process process) {
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> descendants = process.descendants().toList();
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
      if (descendants.isEmpty()) {
        return;
      }
    }
  }
}
