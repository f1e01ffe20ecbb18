package dev.reveille.server.telemetry.trace;

import dev.reveille.core.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Where a task comes from.
 *
 * @param task the one that led to it
 * @param call which call of that task's, {@code STEP#CALL}; null: none in particular
 */
record Origin(TaskId task, @Nullable String call) {

  /**
   * Reads a call's key, {@code AGENT/TASK#STEP#CALL}, with which calls mark what they bring about.
   *
   * @return null if it is another text
   */
  static @Nullable Origin ofKey(@Nullable String key) {
    int hash = key == null ? -1 : key.indexOf('#');
    if (key == null || hash < 0) {
      return null;
    }
    Origin of = ofTask(key.substring(0, hash));
    return of == null ? null : new Origin(of.task(), key.substring(hash + 1));
  }

  /** A task's id; null if it is another text. */
  static @Nullable Origin ofTask(String text) {
    try {
      return new Origin(TaskId.parse(text), null);
    } catch (IllegalArgumentException anotherText) {
      return null;
    }
  }
}
