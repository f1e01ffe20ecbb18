package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;

/**
 * What the server tells of itself.
 *
 * @param maxNames models and providers together, and tools, of each so many, that metrics tell
 *     apart; more are {@code other}
 * @param stuckSeconds a task that runs and has had nothing on record for so long is called stuck;
 *     longer than the longest call of a model or tool
 * @param captureContent whether spans have prompts, replies, arguments and results in them, each
 *     cut at 8,000 characters
 * @param otlp where spans are sent
 */
public record TelemetryConfig(
    int maxNames, Duration stuckSeconds, boolean captureContent, OtlpConfig otlp) {
  public TelemetryConfig {
    check("maxNames", maxNames, 1, 1_000);
    check("stuckSeconds", stuckSeconds.toSeconds(), 1, 31_536_000);
  }

  public static TelemetryConfig defaults() {
    return new TelemetryConfig(100, Duration.ofMinutes(30), false, OtlpConfig.defaults());
  }
}
