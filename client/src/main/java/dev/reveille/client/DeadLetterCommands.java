package dev.reveille.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What could not be done, delivered or heard, until a person decides. */
@Command(
    name = "deadletter",
    synopsisSubcommandLabel = "COMMAND",
    description = "Dead letters: list, redrive, discard.")
final class DeadLetterCommands {

  private final Root root;

  DeadLetterCommands(Root root) {
    this.root = root;
  }

  /** One dead letter. */
  static final class DeadLetter {
    @Parameters(
        index = "0",
        paramLabel = "DEADLETTER",
        description = "As 'deadletter list' shows it.")
    private String id = "";

    Params params() {
      return new Params().with("deadLetterId", id);
    }
  }

  @Command(
      name = "list",
      description = "List tasks, mails and events that died, with the reason; the newest first.",
      footer = {"", "Example: reveille deadletter list --kind task --agent d"})
  int list(
      @Option(names = "--kind", paramLabel = "KIND", description = "task, mail or event.")
          @Nullable String kind,
      @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
          @Nullable String agent,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Table table =
        new Table()
            .with("dead letter", row -> Json.text(row, "deadLetterId"))
            .with("kind")
            .with("agent", row -> Json.text(row, "agentId"))
            .minor()
            .with("event")
            .ago("died", "at")
            .minor()
            .with("reason", row -> Text.of(row.path("reason")));
    Params params = new Params().with("kind", kind).with("agentId", agent);
    return page.list(
        root, "listDeadLetters", params, "deadLetters", table, "deadLetter", "task", "mail");
  }

  @Command(
      name = "redrive",
      description = "Try it once more. A task may be given another prompt or other terms.",
      footer = {"", "Example: reveille deadletter redrive d/7 --prompt 'Check the disk only.'"})
  int redrive(
      @Mixin DeadLetter letter,
      @Option(names = "--prompt", paramLabel = "TEXT", description = "With this prompt instead.")
          @Nullable String prompt,
      @Mixin TaskOptions options)
      throws IOException {
    String text = prompt == null ? null : root.textOrInput(prompt);
    Params edits = options.onto(new Params().with("prompt", text), root);
    return root.call(
        "redriveDeadLetter",
        letter.params().with("edits", edits.json()).json(),
        result -> letter.id + " is tried again");
  }

  @Command(
      name = "discard",
      description = "Give it up.",
      footer = {"", "Example: reveille deadletter discard d/7 --reason 'done by hand'"})
  int discard(
      @Mixin DeadLetter letter,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the journal.")
          @Nullable String reason)
      throws IOException {
    return root.call(
        "discardDeadLetter",
        letter.params().with("reason", reason).json(),
        result -> letter.id + " discarded");
  }
}
