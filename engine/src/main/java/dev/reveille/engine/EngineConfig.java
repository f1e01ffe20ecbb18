package dev.reveille.engine;

import dev.reveille.core.Budget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The engine's limits, all in one place.
 *
 * @param maxRunningTasks tasks that run at once in this process
 * @param maxLiveCells agents kept in memory; beyond it idle ones hibernate early
 * @param maxOrders commands waiting for one agent; one more is refused
 * @param hibernateAfter an agent idle for so long leaves memory
 * @param snapshotEvery entries of an agent between two snapshots
 * @param alarmHorizon how far ahead alarms are kept in memory and their agents loaded
 * @param feedRing newest appends kept in memory for subscribers
 * @param telling how much of what was said a model is told at once
 * @param toolTimeout the longest that one tool call may take
 * @param drain how long running tasks may go on when the server is asked to stop
 * @param load how busy the machine may be before less is done
 * @param maxAgents agents that may exist; 0: any number
 * @param budget what all agents may spend together; null: no limit
 */
public record EngineConfig(
    int maxRunningTasks,
    int maxLiveCells,
    int maxOrders,
    Duration hibernateAfter,
    int snapshotEvery,
    Duration alarmHorizon,
    int feedRing,
    Telling telling,
    Duration toolTimeout,
    Duration drain,
    LoadLimits load,
    int maxAgents,
    @Nullable Budget budget) {

  public static final EngineConfig STANDARD =
      new EngineConfig(
          1_000,
          10_000,
          10_000,
          Duration.ofSeconds(10),
          1_000,
          Duration.ofSeconds(10),
          8_192,
          Telling.STANDARD,
          Duration.ofMinutes(2),
          Duration.ofSeconds(20));

  /** The same with the standard limits of load and agents. */
  public EngineConfig(
      int maxRunningTasks,
      int maxLiveCells,
      int maxOrders,
      Duration hibernateAfter,
      int snapshotEvery,
      Duration alarmHorizon,
      int feedRing,
      Telling telling,
      Duration toolTimeout,
      Duration drain) {
    this(
        maxRunningTasks,
        maxLiveCells,
        maxOrders,
        hibernateAfter,
        snapshotEvery,
        alarmHorizon,
        feedRing,
        telling,
        toolTimeout,
        drain,
        LoadLimits.STANDARD,
        1_000_000,
        null);
  }

  public EngineConfig with(LoadLimits limits, int agents) {
    return new EngineConfig(
        maxRunningTasks,
        maxLiveCells,
        maxOrders,
        hibernateAfter,
        snapshotEvery,
        alarmHorizon,
        feedRing,
        telling,
        toolTimeout,
        drain,
        limits,
        agents,
        budget);
  }

  /**
   * @param all null: no limit
   */
  public EngineConfig with(@Nullable Budget all) {
    return new EngineConfig(
        maxRunningTasks,
        maxLiveCells,
        maxOrders,
        hibernateAfter,
        snapshotEvery,
        alarmHorizon,
        feedRing,
        telling,
        toolTimeout,
        drain,
        load,
        maxAgents,
        all);
  }
}
