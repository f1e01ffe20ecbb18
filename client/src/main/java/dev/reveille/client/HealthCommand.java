package dev.reveille.client;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Is the server well? */
@Command(name = "health", description = "Show the server's health. Exit code 1 if it is not well.")
final class HealthCommand implements Callable<Integer> {

  private static final Set<String> WELL = Set.of("ok", "up", "ready", "healthy");

  private final Root root;

  HealthCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode health = root.client().call("getHealth");
    root.print(health, HealthCommand::shown);
    return WELL.contains(Json.text(health, "status")) ? 0 : 1;
  }

  private static String shown(JsonNode health) {
    Table checks = new Table().with("check", check -> Json.text(check, "name"));
    checks.with("status").with("details", HealthCommand::details);
    return Json.text(health, "status") + "\n" + checks.render(health.path("checks"), "");
  }

  private static String details(JsonNode check) {
    return Text.of(
        ((tools.jackson.databind.node.ObjectNode) check.deepCopy())
            .without(Set.of("name", "status")));
  }
}
