package dev.reveille.engine;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks values against JSON schemas. */
@FunctionalInterface
public interface Schemas {

  /**
   * @return what is wrong with the value, in words; empty if nothing is
   */
  List<String> problems(JsonNode schema, JsonNode value);
}
