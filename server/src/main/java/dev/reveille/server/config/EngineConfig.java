package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;

/**
 * @param maxRunningTasks tasks that run at once, over all agents; more wait in their queues
 * @param maxLiveCells agents kept in memory; others are read from the store when they are needed
 * @param toolTimeoutSeconds how long one call of a tool may take
 * @param maxThreadMessages messages of earlier tasks of a thread that a model is told
 * @param drainSeconds how long a stopping server lets running tasks go on before it hands them back
 */
public record EngineConfig(
    int maxRunningTasks,
    int maxLiveCells,
    Duration toolTimeoutSeconds,
    int maxThreadMessages,
    Duration drainSeconds) {
  public EngineConfig {
    check("maxRunningTasks", maxRunningTasks, 1, 1_000_000);
    check("maxLiveCells", maxLiveCells, 1, 10_000_000);
    check("toolTimeoutSeconds", toolTimeoutSeconds.toMillis() / 1e3, 0.1, 86_400);
    check("maxThreadMessages", maxThreadMessages, 0, 100_000);
  }

  public static EngineConfig defaults() {
    return new EngineConfig(1_000, 20_000, Duration.ofMinutes(2), 200, Duration.ofSeconds(20));
  }
}
