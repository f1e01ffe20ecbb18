package dev.reveille.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** An agent's configuration as options. What is left out keeps the server's value. */
final class ConfigOptions {

  @Option(names = "--model", paramLabel = "MODEL", description = "The model, such as rehearsal.")
  private @Nullable String model;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      split = ",",
      description = "A tool it may use; repeat or separate by commas.")
  private List<String> tools = new ArrayList<>();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Tasks that run at once (default 1).")
  private @Nullable Integer concurrency;

  @Option(names = "--queue-limit", paramLabel = "N", description = "Tasks that wait at most.")
  private @Nullable Integer queueLimit;

  @Option(
      names = "--wake-on-priority",
      paramLabel = "PRIORITY",
      description = "low, normal, high or urgent: what wakes it from sleep (default high).")
  private @Nullable String wakeOnPriority;

  @Option(
      names = "--task-timeout",
      paramLabel = "DURATION",
      description = "The longest a task may take, like 15m.")
  private @Nullable Duration taskTimeout;

  @Option(names = "--max-attempts", paramLabel = "N", description = "Attempts a task has.")
  private @Nullable Integer maxAttempts;

  @Option(names = "--max-steps", paramLabel = "N", description = "Model calls a task may make.")
  private @Nullable Integer maxSteps;

  @Option(
      names = "--retry-initial",
      paramLabel = "DURATION",
      description = "The pause before the second attempt.")
  private @Nullable Duration retryInitial;

  @Option(names = "--retry-max", paramLabel = "DURATION", description = "The longest such pause.")
  private @Nullable Duration retryMax;

  @Option(names = "--retry-factor", paramLabel = "X", description = "By which pauses grow.")
  private @Nullable Double retryFactor;

  @Option(names = "--budget-tokens", paramLabel = "N", description = "Tokens it may spend.")
  private @Nullable Long budgetTokens;

  @Option(names = "--budget-usd", paramLabel = "X", description = "Money it may spend.")
  private @Nullable Double budgetUsd;

  @Option(
      names = "--budget-per",
      paramLabel = "DURATION",
      description = "The period that the budget is for, like 1d.")
  private @Nullable Duration budgetPer;

  @Option(
      names = "--check-mail",
      paramLabel = "DURATION",
      description = "How often ordinary mail is read.")
  private @Nullable Duration checkMail;

  @Option(
      names = "--idle-ttl",
      paramLabel = "DURATION",
      description = "Delete it after so long without work.")
  private @Nullable Duration idleTtl;

  @Option(names = "--timezone", paramLabel = "ZONE", description = "Such as Europe/Berlin.")
  private @Nullable String timezone;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  ObjectNode json() {
    return new Params()
        .with("model", model)
        .with("tools", tools)
        .with("maxConcurrentTasks", concurrency)
        .with("queueLimit", queueLimit)
        .with("wakeOnPriority", wakeOnPriority)
        .with("taskTimeoutSeconds", taskTimeout)
        .with("maxAttempts", maxAttempts)
        .with("maxSteps", maxSteps)
        .with("retry", retry())
        .with("budget", budget())
        .with("checkMailInterval", checkMail)
        .with("idleTtlSeconds", idleTtl)
        .with("timezone", timezone)
        .with("settings", settings.json())
        .json();
  }

  private ObjectNode retry() {
    return new Params()
        .with("initialSeconds", retryInitial)
        .with("maxSeconds", retryMax)
        .with("factor", retryFactor)
        .json();
  }

  private ObjectNode budget() {
    return new Params()
        .with("maxTokens", budgetTokens)
        .with("maxCostUsd", budgetUsd)
        .with("perSeconds", budgetPer)
        .json();
  }
}
