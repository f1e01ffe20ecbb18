package dev.reveille.client;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Completion for shells. */
@Command(
    name = "completion",
    description = {
      "Print what teaches a shell the commands and options, and, as long as a server answers, the",
      "ids of its agents."
    },
    footer = {
      "",
      "Example: source <(reveille completion bash)     in ~/.bashrc",
      "         source <(reveille completion zsh)      in ~/.zshrc",
      "         reveille completion fish | source      in ~/.config/fish/config.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  private final Root root;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "bash (default), zsh or fish.")
  private String shell = "bash";

  CompletionCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Completion completion = new Completion(root.line());
    root.shell()
        .out()
        .print(
            switch (shell.toLowerCase(Locale.ROOT)) {
              case "bash" -> completion.bash();
              case "zsh" -> completion.zsh();
              case "fish" -> completion.fish();
              default -> throw root.misuse("there is completion for bash, zsh and fish");
            });
    return 0;
  }
}
