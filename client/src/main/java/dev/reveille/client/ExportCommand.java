package dev.reveille.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A recorded task as a file. */
@Command(
    name = "export",
    description =
        "Print a recorded task, with all that 'reveille replay' needs, as one JSON object.",
    footer = {"", "Example: reveille export d/2 > task.json"})
final class ExportCommand implements Callable<Integer> {
  private final Root root;

  @Parameters(paramLabel = "TASK", description = "The task, as sendTask answered it.")
  private String task = "";

  ExportCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    var file =
        root.client().call("exportTask", new Params().with("taskId", task).json()).path("file");
    root.shell().out().println(root.json() ? Json.compact(file) : Json.pretty(file));
    return 0;
  }
}
