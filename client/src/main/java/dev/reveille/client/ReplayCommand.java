package dev.reveille.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** A recorded task once more, with the recorded answers. */
@Command(
    name = "replay",
    description = {
      "Take a recorded task through today's definition, tools and rules, with the answers that its",
      "model and tools gave then, and say what comes out otherwise. No tool is run and nothing is",
      "written. Exit code 0: the same; 1: something differs."
    },
    footer = {
      "",
      "Example: reveille replay d/2",
      "         reveille replay d/2 --model anthropic:claude-sonnet-4-5 --from-step 3",
      "         reveille export d/2 > task.json; reveille replay task.json"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Root root;

  @Parameters(
      paramLabel = "TASK|FILE",
      description = "A task of the server's, or a file of 'reveille export'.")
  private String what = "";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Let this model answer, too, and show both. It is really called, and costs.")
  private @Nullable String model;

  @Option(
      names = "--from-step",
      paramLabel = "N",
      description = "The first step that the other model answers (default: 1).")
  private @Nullable Integer fromStep;

  ReplayCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    if (fromStep != null && model == null) {
      throw root.misuse("--from-step says where another --model begins");
    }
    Params params = new Params();
    Path file = Path.of(what);
    if (Files.isRegularFile(file)) {
      params.with("file", root.object(Files.readString(file), what));
    } else if (what.matches(".+/\\d+")) {
      params.with("taskId", what);
    } else {
      throw root.misuse("there is no file " + what + ", and a task is named like agent/12");
    }
    params.with("model", model).with("fromStep", fromStep);
    JsonNode result;
    try (Progress _ = Progress.of(root, "replaying " + what)) {
      result = root.client().call("replayTask", params.json(), PATIENCE);
    }
    root.print(result, Differences::render);
    return result.path("ok").asBoolean(false) ? 0 : 1;
  }
}
