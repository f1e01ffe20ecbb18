package dev.reveille.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** A task to be sent. */
final class SendOptions {

  @Parameters(index = "0", paramLabel = "AGENT", description = "The agent to do it.")
  private String agent = "";

  @Parameters(
      index = "1",
      paramLabel = "PROMPT",
      description = "What to do; '-' reads it from standard input.")
  private String prompt = "";

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "An idempotency key: sent again with it, the first task is answered.")
  private @Nullable String key;

  @Option(names = "--delay", paramLabel = "DURATION", description = "Begin after this, like 15m.")
  private @Nullable Duration delay;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "Do not begin later than this from now.")
  private @Nullable Duration ttl;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      split = ",",
      description = "The model to ask; those after the first if it cannot answer.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "A JSON schema that the result must fit; '-' is standard input.")
  private @Nullable String schema;

  @Mixin private final TaskOptions task = new TaskOptions();
  @Mixin private final BudgetOptions budget = new BudgetOptions();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin private ImageOptions images = new ImageOptions();

  ObjectNode json(Root root) throws IOException {
    Params params =
        new Params()
            .with("agentId", agent)
            .with("prompt", root.textOrInput(prompt))
            .with("idempotencyKey", key)
            .with("delaySeconds", delay)
            .with("ttlSeconds", ttl)
            .with("models", models)
            .with("budget", budget.json())
            .with("settings", settings.json())
            .with("images", images.json(root));
    if (schema != null) {
      params.with("resultSchema", root.object(schema(schema, root), "--schema"));
    }
    return task.onto(params, root).json();
  }

  private static String schema(String file, Root root) throws IOException {
    try {
      return file.equals("-") ? root.textOrInput(file) : Files.readString(Path.of(file));
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw root.misuse("--schema: there is no file " + file);
    }
  }
}
