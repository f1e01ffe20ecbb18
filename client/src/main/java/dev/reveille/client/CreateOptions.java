package dev.reveille.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** How an agent is to be created. */
final class CreateOptions {

  @Parameters(paramLabel = "AGENT", description = "Its id: 1-128 of A-Z a-z 0-9 . _ : -")
  private String agent = "";

  @Option(
      names = "--definition",
      paramLabel = "NAME",
      description = "The definition to create it from (default: its id).")
  private @Nullable String definition;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "A system prompt of its own instead of a definition; '-' reads it from input.")
  private @Nullable String prompt;

  @Option(names = "--description", paramLabel = "TEXT", description = "For --prompt: what it does.")
  private @Nullable String description;

  @Option(names = "--no-start", description = "Leave it stopped.")
  private boolean noStart;

  @Option(names = "--if-missing", description = "Be content if it exists already.")
  private boolean ifMissing;

  @Mixin private final ConfigOptions config = new ConfigOptions();

  ObjectNode json(Root root) throws IOException {
    ObjectNode settings = config.json();
    Params params = new Params().with("agentId", agent).with("definition", definition);
    if (prompt != null) {
      params.with("definition", inline(root.textOrInput(prompt), settings));
    } else if (description != null) {
      throw root.misuse("--description is for an agent with a --prompt of its own");
    }
    params.with("config", settings).with("ifExists", ifMissing ? "return" : null);
    ObjectNode json = params.json();
    return noStart ? json.put("autoStart", false) : json;
  }

  /** The model and the tools of an inline definition stand in it, not in the configuration. */
  private ObjectNode inline(String systemPrompt, ObjectNode settings) {
    ObjectNode written =
        new Params().with("description", description).with("systemPrompt", systemPrompt).json();
    for (String shared : new String[] {"model", "tools"}) {
      if (settings.has(shared)) {
        written.set(shared, settings.remove(shared));
      }
    }
    return written;
  }
}
