package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The live feed. */
@Command(
    name = "watch",
    description = {
      "Show what happens, a line for each notification, until Ctrl-C.",
      "Connects anew by itself and goes on where it was: nothing is missed, nothing comes twice."
    },
    footer = {"", "Example: reveille watch d reviewer --for 5m"})
final class WatchCommand implements Callable<Integer> {

  private final Root root;

  @Parameters(arity = "0..*", paramLabel = "AGENT", description = "Only these agents.")
  private List<String> agents = new ArrayList<>();

  @Option(names = "--tokens", description = "Also what models write, while they write it.")
  private boolean tokens;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = "Only these notifications, such as task.completed.")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "CURSOR",
      description = "Everything after this cursor first.")
  private @Nullable String cursor;

  @Option(names = "--count", paramLabel = "N", description = "End after so many.")
  private long count = Long.MAX_VALUE;

  @Option(names = "--for", paramLabel = "DURATION", description = "End after this, like 30s.")
  private Duration limit = Duration.ofDays(3650);

  WatchCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> methods = kinds.stream().map(ReveilleClient::qualified).toList();
    Interest interest = new Interest(agents, methods, Optional.ofNullable(cursor), tokens);
    FeedPrinter printer = new FeedPrinter(root.shell(), root.json(), count);
    try (Subscription feed = root.client().subscribe(interest, printer)) {
      feed.join(limit);
    }
    root.shell().out().flush();
    return 0;
  }
}
