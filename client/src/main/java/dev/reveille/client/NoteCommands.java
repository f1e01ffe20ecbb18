package dev.reveille.client;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What agents remember beyond their tasks. */
@Command(
    name = "note",
    synopsisSubcommandLabel = "COMMAND",
    description = "Notes: list, remember, forget.")
final class NoteCommands {

  private final Root root;

  NoteCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "list",
      description = "List an agent's notes, the newest first; with words, the best first.",
      footer = {
        "",
        "Example: reveille note list d 'disk full'",
        "         reveille note list reveille:team:ops"
      })
  int list(
      @Mixin AgentArgument agent,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "WORDS",
              description = "Notes that have one of these words.")
          @Nullable String query,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Table table =
        new Table()
            .with("key")
            .ago("written", "at")
            .with("by")
            .with("tags", row -> Text.of(row.path("tags")))
            .with("text");
    return page.list(root, "listNotes", agent.params().with("query", query), "notes", table);
  }

  @Command(
      name = "remember",
      description = "Write a note for an agent.",
      footer = {"", "Example: reveille note remember d 'The backup runs at 3.' --key backup"})
  int remember(
      @Mixin AgentArgument agent,
      @Parameters(
              index = "1",
              paramLabel = "TEXT",
              description = "The note; '-' reads it from standard input.")
          String text,
      @Option(
              names = "--key",
              paramLabel = "TEXT",
              description = "Its name; a note of that name is replaced (default: a new one).")
          @Nullable String key,
      @Option(names = "--tag", paramLabel = "TAG", split = ",", description = "To find it by.")
          @Nullable List<String> tags)
      throws IOException {
    Params params =
        agent
            .params()
            .with("text", root.textOrInput(text))
            .with("key", key)
            .with("tags", tags == null ? List.of() : tags);
    return root.call(
        "rememberNote", params.json(), result -> Json.text(result, "key") + " remembered");
  }

  @Command(
      name = "forget",
      description = "Delete a note.",
      footer = {"", "Example: reveille note forget d backup"})
  int forget(
      @Mixin AgentArgument agent,
      @Parameters(index = "1", paramLabel = "KEY", description = "As 'note list' shows it.")
          String key)
      throws IOException {
    return root.call(
        "forgetNote", agent.params().with("key", key).json(), result -> key + " forgotten");
  }
}
