package dev.reveille.client;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Completion for shells. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh.",
    footer = {"", "Example: source <(reveille completion)"})
final class CompletionCommand implements Callable<Integer> {

  private final Root root;

  CompletionCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    root.shell().out().print(AutoComplete.bash("reveille", root.line()));
    return 0;
  }
}
