package dev.reveille.client;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The servers that share the agents among them. */
@Command(
    name = "cluster",
    synopsisSubcommandLabel = "COMMAND",
    description = "The servers of a cluster: status, drain.")
final class ClusterCommands {
  private final Root root;

  ClusterCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "status",
      description = "Show which servers there are, how they are, and how much each holds.",
      footer = {"", "Example: reveille cluster status --watch"})
  int status(@Mixin Watching watching) throws IOException, InterruptedException {
    return root.show(new View("getServerInfo", Json.object(), this::shown), watching);
  }

  private String shown(JsonNode info) {
    return new Table()
        .with("node", row -> Json.text(row, "name") + (is(row, "self") ? " *" : ""))
        .with("state")
        .with("slices")
        .with("definitions")
        .with("places slices", row -> is(row, "oldest") ? "yes" : "")
        .render(info.path("nodes"), "None.", root.look());
  }

  private static boolean is(JsonNode row, String field) {
    return row.path(field).asBoolean(false);
  }

  @Command(
      name = "drain",
      description = "Have a server hand over its agents, leave the cluster, and end.",
      footer = {"", "Example: reveille cluster drain node-1.reveille:7718"})
  int drain(@Parameters(paramLabel = "NODE", description = "As status lists it.") String node)
      throws IOException {
    return root.call(
        "drainNode", new Params().with("node", node).json(), result -> node + " is draining");
  }
}
