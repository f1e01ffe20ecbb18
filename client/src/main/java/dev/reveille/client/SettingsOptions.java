package dev.reveille.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** How models are to answer. What is left out is decided by whoever is asked next. */
final class SettingsOptions {

  @Option(names = "--temperature", paramLabel = "X", description = "0 to 2.")
  private @Nullable Double temperature;

  @Option(names = "--top-p", paramLabel = "X", description = "Over 0, up to 1.")
  private @Nullable Double topP;

  @Option(
      names = "--max-output-tokens",
      paramLabel = "N",
      description = "The longest reply of its model, reasoning included.")
  private @Nullable Integer maxOutputTokens;

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      description = "low, medium or high: how much its model thinks.")
  private @Nullable String effort;

  @Option(
      names = "--first-token",
      paramLabel = "DURATION",
      description = "The longest time until its model begins to answer.")
  private @Nullable Duration firstToken;

  @Option(
      names = "--model-silence",
      paramLabel = "DURATION",
      description = "The longest silence of its model.")
  private @Nullable Duration idle;

  @Option(
      names = "--model-time",
      paramLabel = "DURATION",
      description = "The longest time for one reply.")
  private @Nullable Duration total;

  ObjectNode json() {
    return new Params()
        .with("temperature", temperature)
        .with("topP", topP)
        .with("maxOutputTokens", maxOutputTokens)
        .with("reasoningEffort", effort)
        .with("firstTokenSeconds", firstToken)
        .with("idleSeconds", idle)
        .with("totalSeconds", total)
        .json();
  }
}
