package dev.reveille.server.kill;

/** Shut while there is no server, so that clients wait for it instead of knocking all the time. */
final class Door {
  private boolean open;

  synchronized void set(boolean isOpen) {
    open = isOpen;
    notifyAll();
  }

  synchronized void awaitOpen() throws InterruptedException {
    while (!open) {
      wait();
    }
  }
}
