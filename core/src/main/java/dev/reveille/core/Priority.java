package dev.reveille.core;

import java.time.Duration;

/** How urgent a task, mail or event is. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH,
  URGENT;

  public boolean atLeast(Priority other) {
    return compareTo(other) >= 0;
  }

  /**
   * The rank with ageing: a step up for every {@code step} waited, so that whatever waits long
   * enough overtakes everything that came later, at any priority.
   */
  long rankAfter(Duration waited, Duration step) {
    return ordinal() + Math.max(0, waited.toMillis()) / Math.max(1, step.toMillis());
  }
}
