package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the protocol can do is a command with its options: the requests that {@link
 * RequestsTest} proves, held against the protocol's own description. {@code call} does not count.
 */
class CoverageTest {

  /** Asked over the WebSocket by {@code watch}; to unsubscribe it closes its socket. */
  private static final Set<String> BY_WATCH = Set.of("async.subscribe", "async.unsubscribe");

  /** Shown by {@code methods}, see {@link MoreCommandsTest}. */
  private static final String BY_METHODS = "rpc.discover";

  /** Another name; what the client does itself; what a task's budget does not have. */
  private static final Set<String> NO_OPTION =
      Set.of(
          "sendTask.task",
          "scheduleTask.task",
          "sendTask.wait",
          "sendTask.waitSeconds",
          "sendTask.budget.perSeconds",
          "setTaskBudget.budget.perSeconds");

  private static JsonNode methods;
  private static final Map<String, Set<String>> ASKED = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    Path here = Path.of("docs", "openrpc.json");
    Path file = Files.exists(here) ? here : Path.of("..").resolve(here);
    methods = Json.parse(Files.readString(file)).path("methods");
    for (String row : Files.readAllLines(resource("requests.txt"))) {
      List<String> cells = List.of(row.split("\\|", 3));
      assertThat(cells.get(0)).doesNotStartWith("call ");
      Collection<String> fields =
          ASKED.computeIfAbsent(cells.get(1).strip(), method -> new TreeSet<>());
      Json.parse(cells.get(2))
          .properties()
          .forEach(field -> {
            fields.add(field.getKey());
            if (field.getValue().isObject()) {
              field
                  .getValue()
                  .properties()
                  .forEach(inner -> fields.add(field.getKey() + '.' + inner.getKey()));
            }
          });
    }
    // With files, and therefore proven elsewhere: by MoreCommandsTest and RequestsTest itself.
    ASKED.computeIfAbsent("replayTask", method -> new TreeSet<>()).add("file");
    ASKED
        .computeIfAbsent("importTask", method -> new TreeSet<>())
        .addAll(Set.of("file", "agentId"));
    ASKED.computeIfAbsent("sendTask", method -> new TreeSet<>()).add("resultSchema");
  }

  private static Path resource(String name) {
    return Path.of(Path.of("src").toFile().isDirectory() ? "." : "client", "src/test/resources")
        .resolve(name);
  }

  @Test
  void everyMethodHasACommand() {
    Set<String> missing = new TreeSet<>();
    for (JsonNode method : methods) {
      String name = Json.text(method, "name");
      if (!BY_WATCH.contains(name)
          && !name.equals(BY_METHODS)
          && !ASKED.containsKey(name.replace("async.", ""))) {
        missing.add(name);
      }
    }
    assertThat(missing).as("methods that no command asks").isEmpty();
  }

  /**
   * Of nested objects the fields too, but for the configuration, of which {@code --set} gives any.
   */
  @Test
  void everyParameterHasAnOption() {
    Set<String> missing = new TreeSet<>();
    for (JsonNode method : methods) {
      String name = Json.text(method, "name").replace("async.", "");
      Set<String> asked = ASKED.getOrDefault(name, Set.of());
      for (JsonNode param : method.path("params")) {
        String field = Json.text(param, "name");
        Set<String> wanted = new TreeSet<>(Set.of(field));
        if (!field.equals("config")) {
          param
              .path("schema")
              .path("properties")
              .properties()
              .forEach(inner -> wanted.add(field + '.' + inner.getKey()));
        }
        wanted.removeAll(asked);
        wanted.forEach(one -> missing.add(name + '.' + one));
      }
    }
    missing.removeAll(NO_OPTION);
    missing.removeIf(one -> one.startsWith("subscribe.") || one.startsWith("unsubscribe."));
    assertThat(missing).as("parameters that no option gives").isEmpty();
  }
}
