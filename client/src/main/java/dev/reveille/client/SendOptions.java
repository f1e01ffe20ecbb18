package dev.reveille.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
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
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal, high or urgent (default normal).")
  private @Nullable String priority;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description = "An idempotency key: sent again with it, the first task is answered.")
  private @Nullable String key;

  @Option(
      names = "--thread",
      paramLabel = "ID",
      description = "Tasks of a thread run one after another and share a conversation.")
  private @Nullable String thread;

  @Option(
      names = "--not-before",
      paramLabel = "INSTANT",
      description = "Begin then at the earliest.")
  private @Nullable OffsetDateTime notBefore;

  @Option(names = "--delay", paramLabel = "DURATION", description = "Begin after this, like 15m.")
  private @Nullable Duration delay;

  @Option(names = "--expires", paramLabel = "INSTANT", description = "Do not begin after this.")
  private @Nullable OffsetDateTime expires;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      description = "Do not begin later than this from now.")
  private @Nullable Duration ttl;

  @Option(names = "--timeout", paramLabel = "DURATION", description = "The longest it may take.")
  private @Nullable Duration timeout;

  @Option(names = "--max-attempts", paramLabel = "N", description = "Attempts it has.")
  private @Nullable Integer maxAttempts;

  @Option(
      names = "--context",
      paramLabel = "JSON",
      description = "Data that goes with it, an object.")
  private @Nullable String context;

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

  @Mixin private BudgetOptions budget = new BudgetOptions();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin private ImageOptions images = new ImageOptions();

  ObjectNode json(Root root) throws IOException {
    Params params =
        new Params()
            .with("agentId", agent)
            .with("prompt", root.textOrInput(prompt))
            .with("priority", priority)
            .with("idempotencyKey", key)
            .with("threadId", thread)
            .with("notBefore", notBefore)
            .with("delaySeconds", delay)
            .with("expiresAt", expires)
            .with("ttlSeconds", ttl)
            .with("timeoutSeconds", timeout)
            .with("maxAttempts", maxAttempts)
            .with("models", models)
            .with("budget", budget.json())
            .with("settings", settings.json())
            .with("images", images.json(root));
    if (context != null) {
      params.with("context", root.object(context, "--context"));
    }
    if (schema != null) {
      params.with("resultSchema", root.object(schema(schema, root), "--schema"));
    }
    return params.json();
  }

  private static String schema(String file, Root root) throws IOException {
    try {
      return file.equals("-") ? root.textOrInput(file) : Files.readString(Path.of(file));
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw root.misuse("--schema: there is no file " + file);
    }
  }
}
