package dev.reveille.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What one task may spend. */
final class BudgetOptions {

  @Option(names = "--budget-tokens", paramLabel = "N", description = "Tokens it may spend.")
  private @Nullable Long tokens;

  @Option(names = "--budget-usd", paramLabel = "X", description = "Money it may spend.")
  private @Nullable Double usd;

  @Option(names = "--budget-calls", paramLabel = "N", description = "Model calls it may make.")
  private @Nullable Long calls;

  @Option(
      names = "--budget-time",
      paramLabel = "DURATION",
      description = "Running time it may take, in whole seconds.")
  private @Nullable Duration time;

  ObjectNode json() {
    return new Params()
        .with("maxTokens", tokens)
        .with("maxCostUsd", usd)
        .with("maxCalls", calls)
        .with("maxSeconds", time == null ? null : (Number) time.toSeconds())
        .json();
  }
}
