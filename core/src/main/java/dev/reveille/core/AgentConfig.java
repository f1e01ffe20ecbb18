package dev.reveille.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one agent behaves. Recorded whole when it is created or updated, so that the journal alone
 * explains what it did.
 *
 * @param checkMailInterval how often ordinary mail is handled; null: at once
 * @param maxConcurrentTasks tasks that run at the same time, 1 to 1,000
 * @param wakeOnPriority a task of at least this priority wakes the agent
 * @param queueLimit unfinished tasks beside the running ones, 1 to 100,000; one more is refused
 * @param taskTimeout how long a task may run without rest; null: for ever
 * @param maxAttempts failures after which a task is dead, 1 to 1,000
 * @param maxSteps model calls in one task, 1 to 10,000
 * @param ageing a waiting task gains one priority for each such period
 * @param poisonAfter crashes without progress between them after which a task is quarantined
 * @param patience how long a task waits in all, between two of its steps, for a provider that asks
 *     it to or is out; after that it counts as failures. 0: not at all
 * @param deadLetterLimit open dead letters kept; beyond it the oldest is discarded, on record
 * @param idempotencyKeyLimit keys remembered, the newest ones, 1 to 100,000
 * @param mailboxLimit mails kept that nobody has done with, 1 to 100,000; one more is refused
 * @param budget what may be spent; null: no limit
 * @param idleTtl an agent idle for so long is removed; null: never
 * @param model the model's name; null: the definition's, or the server's default
 * @param tools names of the tools it may call; null: the definition's
 * @param timezone IANA zone of its schedules
 * @param models references of models, the first one first, the others if that cannot answer; null:
 *     {@code model}, or the definition's
 * @param continuation whether a reply may ask to go on, by the continuation protocol
 * @param loopLimit steps in a row that bring nothing new after which the model is told so; after
 *     twice as many the task fails; 2 to 1,000
 * @param maxHops mails, events and tasks in a chain, each of which came of the one before; 1 to
 *     1,000
 * @param approvalTtl how long a call waits for somebody to agree to it
 * @param contextTokens length of a conversation from which it is made shorter; null: the model's
 * @param approvals patterns ({@code *} for anything) of tools whose calls wait until somebody
 *     agrees to them, beside those that its definition names
 * @param settings how its models are to answer, over what its definition says; null: as that says
 * @param limits how many schedules and the like it may have; null: as standard
 */
public record AgentConfig(
    @Nullable Duration checkMailInterval,
    int maxConcurrentTasks,
    Priority wakeOnPriority,
    int queueLimit,
    @Nullable Duration taskTimeout,
    int maxAttempts,
    Retry retry,
    int maxSteps,
    Duration ageing,
    int poisonAfter,
    Duration patience,
    int deadLetterLimit,
    int idempotencyKeyLimit,
    int mailboxLimit,
    @Nullable Budget budget,
    @Nullable Duration idleTtl,
    @Nullable String model,
    @Nullable List<String> tools,
    String timezone,
    @Nullable List<String> models,
    boolean continuation,
    int loopLimit,
    int maxHops,
    Duration approvalTtl,
    @Nullable Integer contextTokens,
    List<String> approvals,
    @Nullable ModelSettings settings,
    @Nullable AgentLimits limits) {
  private static final Duration A_WEEK = Duration.ofDays(7);

  /** A provider that failed when everybody went home on Friday is seen to on Monday. */
  private static final Duration PATIENCE = Duration.ofDays(3);

  public static final AgentConfig STANDARD =
      new AgentConfig(
          null,
          1,
          Priority.HIGH,
          100,
          null,
          3,
          Retry.STANDARD,
          50,
          Duration.ofMinutes(5),
          3,
          PATIENCE,
          1_000,
          10_000,
          1_000,
          null,
          null,
          null,
          null,
          "UTC",
          null,
          false,
          5,
          20,
          A_WEEK,
          null,
          List.of(),
          null,
          null);

  public AgentConfig {
    Check.range("maxConcurrentTasks", maxConcurrentTasks, 1, 1_000);
    Check.range("queueLimit", queueLimit, 1, 100_000);
    Check.range("maxAttempts", maxAttempts, 1, 1_000);
    Check.range("maxSteps", maxSteps, 1, 10_000);
    Check.range("poisonAfter", poisonAfter, 1, 1_000);
    patience = patience == null ? PATIENCE : patience; // journals that counted waits instead
    Check.that(!patience.isNegative(), "patienceSeconds must be at least 0", patience);
    Check.range("deadLetterLimit", deadLetterLimit, 1, 100_000);
    Check.range("idempotencyKeyLimit", idempotencyKeyLimit, 1, 100_000);
    mailboxLimit = mailboxLimit == 0 ? 1_000 : mailboxLimit; // journals from before there was mail
    Check.range("mailboxLimit", mailboxLimit, 1, 100_000);
    Check.positive("ageingSeconds", ageing);
    if (taskTimeout != null) {
      Check.positive("taskTimeoutSeconds", taskTimeout);
    }
    if (checkMailInterval != null) {
      Check.positive("checkMailInterval", checkMailInterval);
    }
    if (idleTtl != null) {
      Check.positive("idleTtlSeconds", idleTtl);
    }
    tools = tools == null ? null : List.copyOf(tools);
    models = models == null ? null : List.copyOf(models);
    // Journals from before there were such have none of them.
    loopLimit = loopLimit == 0 ? 5 : loopLimit;
    maxHops = maxHops == 0 ? 20 : maxHops;
    approvalTtl = approvalTtl == null ? A_WEEK : approvalTtl;
    Check.range("loopLimit", loopLimit, 2, 1_000);
    Check.range("maxHops", maxHops, 1, 1_000);
    Check.positive("approvalTtlSeconds", approvalTtl);
    if (models != null) {
      Check.range("models' number", models.size(), 1, 10);
    }
    if (contextTokens != null) {
      Check.range("contextTokens", contextTokens, 1_000, 100_000_000);
    }
    approvals = approvals == null ? List.of() : List.copyOf(approvals);
    Check.range("approvals' number", approvals.size(), 0, 100);
    for (String pattern : approvals) {
      Check.range("approvals' lengths", pattern.length(), 1, 128);
    }
    settings = ModelSettings.NONE.equals(settings) ? null : settings;
    limits = AgentLimits.NONE.equals(limits) ? null : limits;
  }

  /** This config with what the patch names. */
  public AgentConfig with(ConfigPatch p) {
    return new AgentConfig(
        or(p.checkMailInterval(), checkMailInterval),
        p.maxConcurrentTasks() != null ? p.maxConcurrentTasks() : maxConcurrentTasks,
        p.wakeOnPriority() != null ? p.wakeOnPriority() : wakeOnPriority,
        p.queueLimit() != null ? p.queueLimit() : queueLimit,
        or(p.taskTimeout(), taskTimeout),
        p.maxAttempts() != null ? p.maxAttempts() : maxAttempts,
        p.retry() != null ? p.retry() : retry,
        p.maxSteps() != null ? p.maxSteps() : maxSteps,
        p.ageing() != null ? p.ageing() : ageing,
        p.poisonAfter() != null ? p.poisonAfter() : poisonAfter,
        p.patience() != null ? p.patience() : patience,
        p.deadLetterLimit() != null ? p.deadLetterLimit() : deadLetterLimit,
        p.idempotencyKeyLimit() != null ? p.idempotencyKeyLimit() : idempotencyKeyLimit,
        p.mailboxLimit() != null ? p.mailboxLimit() : mailboxLimit,
        or(p.budget(), budget),
        or(p.idleTtl(), idleTtl),
        or(p.model(), model),
        or(p.tools(), tools),
        p.timezone() != null ? p.timezone() : timezone,
        or(p.models(), models),
        p.continuation() != null ? p.continuation() : continuation,
        p.loopLimit() != null ? p.loopLimit() : loopLimit,
        p.maxHops() != null ? p.maxHops() : maxHops,
        p.approvalTtl() != null ? p.approvalTtl() : approvalTtl,
        or(p.contextTokens(), contextTokens),
        p.approvals() != null ? p.approvals() : approvals,
        or(p.settings(), settings),
        or(p.limits(), limits));
  }

  private static <T> @Nullable T or(@Nullable T patch, @Nullable T old) {
    return patch != null ? patch : old;
  }
}
