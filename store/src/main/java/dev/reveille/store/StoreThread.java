package dev.reveille.store;

/**
 * A platform thread of the store's: SQLite is called on no other, as a native call would pin the
 * carrier of a virtual one. It must never wait for the store, which would be for itself.
 */
final class StoreThread extends Thread {
  private StoreThread(String name, Runnable task) {
    super(task, "reveille-" + name);
    setDaemon(true);
  }

  static StoreThread start(String name, Runnable task) {
    StoreThread thread = new StoreThread(name, task);
    thread.start();
    return thread;
  }

  /**
   * @throws IllegalStateException on a thread of the store's
   */
  static void mayWait(String what) {
    if (isCurrent()) {
      throw new IllegalStateException(
          what
              + " blocks, and was called on "
              + currentThread().getName()
              + ", the store's own"
              + " thread; do it elsewhere");
    }
  }

  static boolean isCurrent() {
    return currentThread() instanceof StoreThread;
  }

  /** Waits for the thread's end, however often it is interrupted. */
  void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      currentThread().interrupt();
    }
  }
}
