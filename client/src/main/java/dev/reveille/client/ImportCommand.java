package dev.reveille.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Takes in a task from a file. */
@Command(
    name = "import",
    description = {
      "Take in a task that 'reveille export' wrote, here or elsewhere: it can then be shown, replayed",
      "and forked. A file that was changed is refused; one that is there already is not taken twice."
    },
    footer = {"", "Example: reveille import task.json --agent d"})
final class ImportCommand implements Callable<Integer> {
  private final Root root;

  @Parameters(paramLabel = "FILE", description = "What 'reveille export' wrote.")
  private Path file = Path.of("");

  @Option(
      names = "--agent",
      paramLabel = "AGENT",
      description = "Whose task it becomes (default: an agent of its own, which is made).")
  private @Nullable String agent;

  ImportCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw root.misuse("there is no file " + file);
    }
    Params params =
        new Params()
            .with("file", root.object(Files.readString(file), file.toString()))
            .with("agentId", agent);
    JsonNode result = root.client().call("importTask", params.json());
    root.print(result, ImportCommand::shown);
    return 0;
  }

  private static String shown(JsonNode result) {
    String how = result.path("imported").asBoolean(false) ? "Imported as " : "Known already as ";
    return how + result.path("taskId").asString("");
  }
}
