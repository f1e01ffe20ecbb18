package dev.reveille.client;

import java.io.IOException;
import picocli.CommandLine.Command;
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

  @Command(name = "list", description = "List the definitions that agents can be created from.")
  int list() throws IOException {
    Table table = new Table().with("name").with("model");
    table.with("tools", row -> Text.of(row.path("tools"))).with("description").with("error");
    return root.call(
        "listDefinitions",
        Json.object(),
        result -> table.render(result.path("definitions"), "No definitions."));
  }

  @Command(name = "show", description = "Show one definition.")
  int show(@Parameters(paramLabel = "NAME") String name) throws IOException {
    JsonNode params = Json.object().put("name", name);
    return root.call("getDefinition", params, Card::render);
  }
}
