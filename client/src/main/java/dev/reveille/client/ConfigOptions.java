package dev.reveille.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** An agent's configuration as options. What is left out keeps the server's value. */
final class ConfigOptions {

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      split = ",",
      description = "The model, such as rehearsal; those after the first if it cannot answer.")
  private List<String> models = new ArrayList<>();

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

  @Mixin private final BudgetOptions budget = new BudgetOptions();

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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the configuration, such as loopLimit=8 or budget.maxCalls=5.")
  private Map<String, String> others = new LinkedHashMap<>();

  ObjectNode json() {
    Params params = new Params();
    if (models.size() == 1) {
      params.with("model", models.getFirst());
    } else {
      params.with("models", models);
    }
    ObjectNode json =
        params
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
    others.forEach((key, value) -> set(json, key, value));
    return json;
  }

  /** What is not JSON is a text. */
  private static void set(ObjectNode json, String key, String value) {
    String[] path = key.split("\\.");
    ObjectNode section = json;
    for (int i = 0; i < path.length - 1; i++) {
      section = section.withObject("/" + path[i]);
    }
    section.set(path[path.length - 1], Json.valueOrText(value));
  }

  private ObjectNode retry() {
    return new Params()
        .with("initialSeconds", retryInitial)
        .with("maxSeconds", retryMax)
        .with("factor", retryFactor)
        .json();
  }

  private ObjectNode budget() {
    return new Params(budget.json()).with("perSeconds", budgetPer).json();
  }
}
