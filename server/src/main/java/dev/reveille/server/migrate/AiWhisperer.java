package dev.reveille.server.migrate;

import dev.reveille.server.config.ConfigException;
import dev.reveille.server.config.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the agents of a checkout of AIWhisperer: agents.yaml and the prompts that it names. */
public final class AiWhisperer {
  private static final List<String> REGISTRIES =
      List.of("config/agents/agents.yaml", "agents/agents.yaml", "agents.yaml");

  /** In the order in which AIWhisperer looks. */
  private static final List<String> PROMPTS =
      List.of("prompts/custom/agents/", "prompts/agents/", "prompts/", "config/agents/", "");

  private AiWhisperer() {}

  /**
   * @param folder the checkout
   * @throws ConfigException if it has no agents, or they cannot be read
   * @throws IOException if a file cannot be read
   */
  public static Migration read(Path folder, InstantSource clock) throws IOException {
    Path registry =
        REGISTRIES.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() ->
                new ConfigException(
                    "there is no " + REGISTRIES + " in " + folder + "; name AIWhisperer's folder"));
    ObjectNode agents = agents(registry);
    List<Migration.Made> made = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : agents.properties()) {
      if (!(entry.getValue() instanceof ObjectNode fields)) {
        throw new ConfigException(registry + ": agents." + entry.getKey() + " must have fields");
      }
      String file = fields.path("prompt_file").asString("");
      made.add(new AgentFields(entry.getKey(), fields, prompt(folder, file)).made());
    }
    return Migration.checked(made, clock);
  }

  private static ObjectNode agents(Path registry) {
    ObjectNode all = new YamlReader(registry, (key, line) -> {}).read();
    if (all.get("agents") instanceof ObjectNode agents && !agents.isEmpty()) {
      return agents;
    }
    throw new ConfigException(registry + ": there are no agents under the key \"agents\"");
  }

  /** Its text; empty if there is none. Only files of the checkout are read. */
  private static Optional<String> prompt(Path folder, String name) throws IOException {
    Path root = folder.toRealPath();
    for (String place : PROMPTS) {
      for (String file : Stream.of(name, name + ".prompt.md", name + ".md").toList()) {
        Path path = root.resolve(place).resolve(file).normalize();
        boolean inside = path.startsWith(root) && Files.isRegularFile(path);
        if (!name.isEmpty() && inside && path.toRealPath().startsWith(root)) {
          return Optional.of(Files.readString(path));
        }
      }
    }
    return Optional.empty();
  }
}
