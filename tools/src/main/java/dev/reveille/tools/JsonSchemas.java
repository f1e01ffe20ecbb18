package dev.reveille.tools;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.reveille.engine.Schemas;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** JSON schemas of the draft of 2020-12, for results of tasks. */
public final class JsonSchemas implements Schemas {

  /** Loaded with the first schema: a server's start should not wait for it. */
  private static final class Compiler {
    static final SchemaRegistry REGISTRY =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }

  @Override
  public List<String> problems(JsonNode schema, JsonNode value) {
    return Compiler.REGISTRY.getSchema(schema).validate(value).stream()
        .map(Error::toString)
        .toList();
  }
}
