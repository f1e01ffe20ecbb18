package dev.reveille.client;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What agents can be made of. */
@Command(
    name = "definition",
    synopsisSubcommandLabel = "COMMAND",
    description = "Agent definitions: list, show.")
final class DefinitionCommands {

  private final Root root;

  DefinitionCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "list",
      description = "List the definitions that agents can be created from, and broken files.",
      footer = {"", "Example: reveille definition list"})
  int list(@Mixin Watching watching) throws IOException, InterruptedException {
    return root.show(new View("listDefinitions", Json.object(), this::shown), watching);
  }

  private String shown(JsonNode result) {
    Table table = new Table().with("name").with("model");
    table.with("tools", row -> Text.of(row.path("tools"))).with("description");
    Look look = root.look();
    StringBuilder text =
        new StringBuilder(table.render(result.path("definitions"), "No definitions.", look));
    for (JsonNode problem : result.path("problems")) {
      text.append('\n').append(look.paint("broken: " + Text.of(problem), Tone.BAD));
    }
    return text.toString();
  }

  @Command(
      name = "show",
      description = "Show one definition.",
      footer = {"", "Example: reveille definition show reviewer"})
  int show(
      @Parameters(paramLabel = "NAME", description = "As list shows it.") String name,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    JsonNode params = Json.object().put("name", name);
    return root.show(new View("getDefinition", params, Card::render), watching);
  }
}
