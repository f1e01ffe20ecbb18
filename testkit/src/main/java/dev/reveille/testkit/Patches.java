package dev.reveille.testkit;

import dev.reveille.core.ConfigPatch;

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
        null);
  }
}
