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

  private final Cli cli;

  CompletionCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    cli.shell().out().print(AutoComplete.bash("reveille", cli.root()));
    return 0;
  }
}
