package dev.reveille.testkit;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.ConfigPatch;
import dev.reveille.engine.Json;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

/** Changes of configs as tests need them: by the names that the journal has for the keys. */
public final class Patches {
  private Patches() {}

  /**
   * @param keys such as {@code queueLimit}; a duration's name ends in {@code Seconds}, but for
   *     {@code checkMailInterval}. A value that is null leaves its key as it is.
   * @throws tools.jackson.databind.DatabindException there is no such key, or it has another type
   */
  public static ConfigPatch of(Map<String, ?> keys) {
    return Json.MAPPER
        .readerFor(ConfigPatch.class)
        .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .readValue(Json.MAPPER.<JsonNode>valueToTree(keys));
  }

  /** The standard config with these keys. */
  public static AgentConfig config(Map<String, ?> keys) {
    return AgentConfig.STANDARD.with(of(keys));
  }

  static ConfigPatch of(int maxConcurrentTasks, int maxAttempts) {
    return of(
        Map.of(
            "maxConcurrentTasks",
            maxConcurrentTasks,
            "maxAttempts",
            maxAttempts,
            "deadLetterLimit",
            3));
  }

  static ConfigPatch checkMailEvery(Duration interval) {
    return of(Map.of("checkMailInterval", interval));
  }
}
