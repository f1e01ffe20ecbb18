package dev.reveille.testkit;

import dev.reveille.core.ConfigPatch;
import java.time.Duration;

/** Changes of configs as tests need them. */
final class Patches {
  private Patches() {}

  static ConfigPatch of(int maxConcurrentTasks, int maxAttempts) {
    return new ConfigPatch(
        null,
        maxConcurrentTasks,
        null,
        null,
        null,
        maxAttempts,
        null,
        null,
        null,
        null,
        null,
        3,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static ConfigPatch checkMailEvery(Duration interval) {
    return new ConfigPatch(
        interval, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null);
  }
}
