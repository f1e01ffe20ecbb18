package dev.reveille.server.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * @param folder where agent definitions ({@code *.md}) are
 * @param variables what {@code {{name}}} stands for in definitions
 */
public record AgentsConfig(Path folder, Map<String, String> variables) {
  public AgentsConfig {
    variables = Map.copyOf(variables);
  }

  public static AgentsConfig defaults() {
    return new AgentsConfig(Path.of("agents"), Map.of());
  }
}
