package dev.reveille.client;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a task is to be done: what can be said when it is sent, and when it is given another life.
 */
final class TaskOptions {

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal, high or urgent (default normal).")
  private @Nullable String priority;

  @Option(
      names = "--thread",
      paramLabel = "ID",
      description = "Tasks of a thread run one after another and share a conversation.")
  private @Nullable String thread;

  @Option(
      names = "--not-before",
      paramLabel = "INSTANT",
      description = "Begin then at the earliest.")
  private @Nullable OffsetDateTime notBefore;

  @Option(names = "--expires", paramLabel = "INSTANT", description = "Do not begin after this.")
  private @Nullable OffsetDateTime expires;

  @Option(names = "--timeout", paramLabel = "DURATION", description = "The longest it may take.")
  private @Nullable Duration timeout;

  @Option(names = "--max-attempts", paramLabel = "N", description = "Attempts it has.")
  private @Nullable Integer maxAttempts;

  @Option(
      names = "--context",
      paramLabel = "JSON",
      description = "Data that goes with it, an object.")
  private @Nullable String context;

  Params onto(Params params, Root root) {
    params
        .with("priority", priority)
        .with("threadId", thread)
        .with("notBefore", notBefore)
        .with("expiresAt", expires)
        .with("timeoutSeconds", timeout)
        .with("maxAttempts", maxAttempts);
    return context == null ? params : params.with("context", root.object(context, "--context"));
  }
}
