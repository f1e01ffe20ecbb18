package dev.reveille.tools;

import dev.reveille.core.AgentConfig;
import java.util.List;
import java.util.Optional;

/** What {@code create_agent} makes agents from. */
public interface AgentMaker {
  /** Of no definition: then there is no {@code create_agent}. */
  AgentMaker NONE =
      new AgentMaker() {
        @Override
        public List<String> definitions() {
          return List.of();
        }

        @Override
        public Optional<AgentConfig> config(String definition) {
          return Optional.empty();
        }
      };

  /** Names of the definitions, as they are now. */
  List<String> definitions();

  /** The config that a definition asks for; empty if there is no such definition. */
  Optional<AgentConfig> config(String definition);
}
