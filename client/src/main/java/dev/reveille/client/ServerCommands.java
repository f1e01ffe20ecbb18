package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a server is, and what it understands. */
final class ServerCommands {
  private ServerCommands() {}

  @Command(
      name = "info",
      description = "Show what the server is: version, store, nodes with their load, limits.",
      footer = {"", "Example: reveille info --json"})
  static final class Info implements Callable<Integer> {
    private final Root root;

    @Mixin private final Watching watching = new Watching();

    Info(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return root.show(new View("getServerInfo", Json.object(), Card::render), watching);
    }
  }

  @Command(
      name = "methods",
      description = "List the methods of the server's protocol, for 'reveille call'.",
      footer = {"", "Example: reveille methods sendTask"})
  static final class Methods implements Callable<Integer> {
    private final Root root;

    @Parameters(
        arity = "0..1",
        paramLabel = "METHOD",
        description = "Show this one, with its parameters.")
    private @Nullable String method;

    Methods(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException {
      JsonNode document = root.client().call("rpc.discover");
      if (method == null) {
        root.print(document, this::list);
        return 0;
      }
      String wanted = ReveilleClient.qualified(method);
      for (JsonNode each : document.path("methods")) {
        if (Json.text(each, "name").equals(wanted)) {
          root.print(each, this::one);
          return 0;
        }
      }
      throw root.misuse("the server has no method " + wanted);
    }

    private String list(JsonNode document) {
      return new Table()
          .with("method", row -> Json.text(row, "name"))
          .with("description", row -> Json.text(row, "summary") + Json.text(row, "description"))
          .render(document.path("methods"), "None.", root.look());
    }

    private String one(JsonNode wanted) {
      List<JsonNode> params = new ArrayList<>();
      for (JsonNode param : wanted.path("params")) {
        ObjectNode row = Json.object().put("name", Json.text(param, "name"));
        row.put("required", param.path("required").asBoolean(false) ? "yes" : "");
        params.add(row.put("schema", Text.of(param.path("schema"))));
      }
      Table table = new Table().with("name").with("required").with("schema");
      return Json.text(wanted, "name")
          + "  "
          + Json.text(wanted, "summary")
          + Json.text(wanted, "description")
          + "\n"
          + table.render(params, "No parameters.", root.look());
    }
  }
}
