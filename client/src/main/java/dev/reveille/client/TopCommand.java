package dev.reveille.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The server at a glance, live. */
@Command(
    name = "top",
    description = {
      "Show what goes on, live: agents by state, running tasks with step and tokens, queues, the",
      "next wakes, what waits for you, alerts and spend.",
      "Keys: arrows move, enter opens an agent, s sorts, / filters, q quits."
    },
    footer = {"", "Example: reveille top"})
final class TopCommand implements Callable<Integer> {

  private final Root root;

  TopCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (root.json() || !root.shell().terminal()) {
      throw root.misuse("top needs a terminal; for programs: reveille agent list --watch --json");
    }
    new Top(root).run();
    return 0;
  }
}
