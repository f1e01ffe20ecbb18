package dev.reveille.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of an {@link AgentConfig} that somebody wants otherwise; null leaves a key as it is. */
public record ConfigPatch(
    @Nullable Duration checkMailInterval,
    @Nullable Integer maxConcurrentTasks,
    @Nullable Priority wakeOnPriority,
    @Nullable Integer queueLimit,
    @Nullable Duration taskTimeout,
    @Nullable Integer maxAttempts,
    @Nullable Retry retry,
    @Nullable Integer maxSteps,
    @Nullable Duration ageing,
    @Nullable Integer poisonAfter,
    @Nullable Duration patience,
    @Nullable Integer deadLetterLimit,
    @Nullable Integer idempotencyKeyLimit,
    @Nullable Integer mailboxLimit,
    @Nullable Budget budget,
    @Nullable Duration idleTtl,
    @Nullable String model,
    @Nullable List<String> tools,
    @Nullable String timezone,
    @Nullable List<String> models,
    @Nullable Boolean continuation,
    @Nullable Integer loopLimit,
    @Nullable Integer maxHops,
    @Nullable Duration approvalTtl,
    @Nullable Integer contextTokens,
    @Nullable List<String> approvals,
    @Nullable ModelSettings settings,
    @Nullable AgentLimits limits) {
  public static final ConfigPatch EMPTY =
      new ConfigPatch(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null, null, null, null, null);
}
