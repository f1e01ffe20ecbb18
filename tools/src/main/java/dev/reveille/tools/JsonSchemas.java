package dev.reveille.tools;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.reveille.engine.Schemas;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** JSON schemas of the draft of 2020-12, for results of tasks and arguments of tools. */
public final class JsonSchemas implements Schemas {
  /** What a problem begins with that is the schema's own. */
  public static final String UNUSABLE = "the schema cannot be used, because of ";

  /** Loaded with the first schema: a server's start should not wait for it. */
  private static final class Compiler {
    static final SchemaRegistry REGISTRY =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }

  static Schema compiled(JsonNode schema) {
    return Compiler.REGISTRY.getSchema(schema);
  }

  @Override
  public List<String> problems(JsonNode schema, JsonNode value) {
    try {
      return compiled(schema).validate(value).stream().map(Error::toString).toList();
    } catch (SchemaException unusable) {
      String why = String.valueOf(unusable.getMessage());
      return List.of(UNUSABLE + why.replaceFirst("^(\\w+\\.)+\\w+: ", ""));
    }
  }
}
