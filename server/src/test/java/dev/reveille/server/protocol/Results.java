package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.tools.JsonSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers against the schemas that the protocol documents. For clients a field that they do
 * not know is nothing to worry about; here it is a field that somebody forgot to document.
 */
record Results(JsonNode names, ObjectNode schemas) {
  private static final JsonMapper JSON = JsonMapper.shared();

  static Results documented() {
    String file = "/dev/reveille/server/control/results.json";
    try (InputStream in = Results.class.getResourceAsStream(file)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      JsonNode all = JSON.readTree(text.replace("#/components/schemas/", "#/$defs/"));
      ObjectNode schemas = (ObjectNode) all.path("schemas");
      for (JsonNode schema : schemas) {
        if (schema instanceof ObjectNode object && object.has("properties")) {
          object.putIfAbsent("additionalProperties", JSON.getNodeFactory().booleanNode(false));
        }
      }
      return new Results(all.path("results"), schemas);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void check(String method, JsonNode result) {
    String name = names.path(method).asString("");
    if (!name.isEmpty()) {
      ObjectNode schema = JSON.createObjectNode().put("$ref", "#/$defs/" + name);
      schema.set("$defs", schemas);
      assertThat(new JsonSchemas().problems(schema, result)).as("%s: %s", method, result).isEmpty();
    }
  }
}
