package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.Grammar;
import dev.reveille.models.RulesSnippet;
import dev.reveille.server.ServeWords;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigLoader;
import dev.reveille.tools.definitions.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every piece of code in README and docs is what the program itself understands. */
class SnippetsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> OF_THE_SERVER = Set.of("serve", "check", "rebuild");

  private final List<String> wrong = new ArrayList<>();
  private final OpenRpcNames protocol;
  private final List<Page> pages;

  @TempDir private Path folder;

  SnippetsTest() throws IOException {
    pages = Page.all();
    protocol = OpenRpcNames.read();
  }

  private record Place(Page page, Page.Block block) {
    @Override
    public String toString() {
      return page.at(block.line());
    }
  }

  private Stream<Place> blocks() {
    return pages.stream().flatMap(page -> page.blocks().stream().map(b -> new Place(page, b)));
  }

  private Stream<Place> blocks(String language) {
    return blocks().filter(place -> place.block().language().equals(language));
  }

  @Test
  void commandsAreUnderstood() {
    blocks().forEach(place -> commands(place).forEach(words -> command(place, words)));
    assertThat(wrong).isEmpty();
  }

  /** All of a shell's block; of others the lines that begin with a prompt or the program itself. */
  private static List<List<String>> commands(Place place) {
    Page.Block block = place.block();
    if (block.language().equals("sh")) {
      return ShellWords.commands(block.text());
    }
    String lines =
        block.lines().stream()
            .filter(line -> line.matches("(\\$ )?(\\./)?reveille [a-z].*"))
            .filter(line -> !line.contains("["))
            .map(line -> line.replaceFirst("^\\$ ", ""))
            .reduce("", (a, b) -> a + b + "\n");
    return block.language().isEmpty() ? ShellWords.commands(lines) : List.of();
  }

  private void command(Place place, List<String> words) {
    if (!words.getFirst().matches("(\\./)?reveille")) {
      return;
    }
    List<String> args = words.subList(1, words.size());
    boolean ofServer = !args.isEmpty() && OF_THE_SERVER.contains(args.getFirst());
    String complaint =
        ofServer
            ? ServeWords.complaint(args.subList(1, args.size()))
            : Grammar.complaint(args.toArray(new String[0]));
    if (!complaint.isEmpty()) {
      wrong.add(place + " " + String.join(" ", words) + ": " + complaint);
    } else if (!args.isEmpty() && args.getFirst().equals("call")) {
      call(place, args);
    }
  }

  private void call(Place place, List<String> args) {
    JsonNode params = args.size() > 2 ? json(place, args.get(2)) : JSON.createObjectNode();
    note(place, protocol.complaint(args.get(1), params));
  }

  @Test
  void jsonIsJsonAndRequestsAreOnesOfTheProtocol() {
    blocks("json").forEach(place -> request(place, json(place, place.block().text())));
    blocks("sh")
        .forEach(place ->
            ShellWords.commands(place.block().text()).stream()
                .filter(words -> words.getFirst().equals("curl") && words.contains("-d"))
                .forEach(words -> request(place, json(place, words.get(words.indexOf("-d") + 1)))));
    assertThat(wrong).isEmpty();
  }

  private void request(Place place, JsonNode json) {
    if (json.has("jsonrpc") && json.has("method")) {
      JsonNode params = json.has("params") ? json.path("params") : JSON.createObjectNode();
      note(place, protocol.complaint(json.path("method").asString(), params));
    }
  }

  private JsonNode json(Place place, String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      wrong.add(place + " is not JSON: " + notJson.getOriginalMessage());
      return JSON.createObjectNode();
    }
  }

  private void note(Place place, String complaint) {
    if (!complaint.isEmpty()) {
      wrong.add(place + ": " + complaint);
    }
  }

  @Test
  void yamlIsConfigurationRulesOrFrontMatter() throws IOException {
    for (Place place : blocks("yaml").toList()) {
      String text = place.block().text() + "\n";
      Path file = Files.writeString(folder.resolve("snippet.yaml"), text);
      try {
        if (text.contains("rules:")) {
          assertThat(RulesSnippet.count(file)).as("%s", place).isPositive();
        } else if (isConfiguration(text)) {
          var _ = ConfigLoader.load(file, Map.of(), Map.of());
        } else {
          definition(place, "---\nname: x\ndescription: x\n" + text + "---\nA prompt.\n");
        }
      } catch (IllegalArgumentException refused) {
        wrong.add(place + ": " + refused.getMessage());
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** A section has keys below it; a definition's key of the same name has a list. */
  private static boolean isConfiguration(String yaml) {
    return Stream.of(Config.class.getRecordComponents())
        .anyMatch(section -> yaml.startsWith(section.getName() + ":\n"));
  }

  @Test
  void definitionsLoad() throws IOException {
    for (Place place : blocks("markdown").toList()) {
      if (place.block().text().startsWith("---")) {
        definition(place, place.block().text());
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Beside the definitions and parts that come with Reveille. */
  private void definition(Place place, String text) throws IOException {
    Path agents = Files.createDirectories(folder.resolve("agents"));
    Path shared = Files.createDirectories(agents.resolve("shared"));
    Path part = Path.of("agents", "shared", "reporting.md");
    if (!Files.exists(shared.resolve("reporting.md"))) {
      Files.copy(Sources.root().resolve(part), shared.resolve("reporting.md"));
    }
    Files.writeString(agents.resolve("snippet.md"), text);
    Definitions.load(agents, Map.of(), InstantSource.system())
        .problems()
        .forEach(problem -> wrong.add(place + ": " + problem));
  }

  @Test
  void definitionsOfTheExamplesLoad() throws IOException {
    Path root = Sources.root();
    List<Path> folders =
        Sources.ofGit(root).stream()
            .filter(file -> file.toString().matches("(examples/[^/]+/)?agents/[^/]+\\.md"))
            .map(file -> root.resolve(file).getParent())
            .distinct()
            .toList();
    for (Path agents : folders) {
      assertThat(Definitions.load(agents, Map.of(), InstantSource.system()).problems())
          .as("%s", agents)
          .isEmpty();
    }
  }
}
