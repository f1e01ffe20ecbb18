package dev.reveille.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Is the server well? */
@Command(
    name = "health",
    description = "Show the server's health. Exit code 1 if it is not well.",
    footer = {"", "Example: reveille health --watch"})
final class HealthCommand implements Callable<Integer> {

  private final Root root;

  @Mixin private final Watching watching = new Watching();

  HealthCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (watching.given()) {
      return root.show(new View("getHealth", Json.object(), this::shown), watching);
    }
    JsonNode health = root.client().call("getHealth");
    root.print(health, this::shown);
    return Json.text(health, "status").equals("ok") ? 0 : 1;
  }

  private String shown(JsonNode health) {
    Look look = root.look();
    String status = Json.text(health, "status");
    Table checks =
        new Table()
            .with("check", check -> Json.text(check, "name"))
            .state("status", check -> check.path("ok").asBoolean(true) ? "ok" : "not ok")
            .with("detail");
    String table = checks.render(health.path("checks"), "", look);
    StringBuilder shown = new StringBuilder(look.paint(status, Tone.of(status)));
    shown.append('\n').append(table);
    for (JsonNode check : health.path("checks")) {
      String why = Text.flat(Json.text(check, "detail"));
      // What is wrong is told to its end, though the table had no room for it.
      if (!check.path("ok").asBoolean(true) && !table.contains(why)) {
        shown.append("\n\n").append(Json.text(check, "name")).append(": ");
        shown.append(Text.seconds(why));
      }
    }
    return shown.toString();
  }
}
