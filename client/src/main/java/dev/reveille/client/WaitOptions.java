package dev.reveille.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to wait for a task. */
final class WaitOptions {

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Wait at most this long, like 5m (default: until it ends). The task goes on.")
  private @Nullable Duration limit;

  Duration limit() {
    return limit == null ? Duration.ofDays(365) : limit;
  }

  boolean given() {
    return limit != null;
  }
}
