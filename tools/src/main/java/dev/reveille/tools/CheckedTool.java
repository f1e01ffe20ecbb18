package dev.reveille.tools;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.reveille.engine.Tool;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool and its schema. The schema is compiled when the first arguments come that need it: the
 * validator takes a tenth of a second to load, which a server's start should not wait for.
 */
final class CheckedTool {
  private static final int SHOWN_PROBLEMS = 10;
  private static final int SHOWN_VALUE = 80;
  private static final int SHOWN_SCHEMA = 4_000;

  /** A schema with one of these may allow further properties somewhere else than in the list. */
  private static final Set<String> OPEN =
      Set.of(
          "additionalProperties",
          "unevaluatedProperties",
          "patternProperties",
          "$ref",
          "allOf",
          "anyOf",
          "oneOf",
          "if");

  /** With only these, and nothing required, no arguments are right arguments. */
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "title",
          "description",
          "$schema");

  private final Tool tool;
  private final Tool.Spec spec;
  private final boolean takesNothing;
  private volatile @Nullable Schema schema;

  /**
   * @throws IllegalArgumentException if the spec's name is unusable
   */
  CheckedTool(Tool tool) {
    this.tool = tool;
    Tool.Spec given = tool.spec();
    if (!given.name().matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new IllegalArgumentException(
          "a tool's name must be [A-Za-z][A-Za-z0-9_-]*, at most 64 long, but was \""
              + given.name()
              + '"');
    }
    this.spec =
        new Tool.Spec(
            given.name(), given.description(), closed(given.schema()), given.policy(), given.set());
    this.takesNothing =
        PLAIN.containsAll(spec.schema().propertyNames())
            && "object".equals(spec.schema().path("type").asString(""))
            && spec.schema().path("required").isEmpty();
  }

  private Schema schema() {
    Schema compiled = schema;
    if (compiled == null) {
      compiled = JsonSchemas.compiled(spec.schema());
      compiled.initializeValidators();
      schema = compiled;
    }
    return compiled;
  }

  private static ObjectNode closed(ObjectNode schema) {
    ObjectNode copy = schema.deepCopy();
    if (OPEN.stream().noneMatch(copy::has)) {
      copy.put("additionalProperties", false);
    }
    return copy;
  }

  Tool tool() {
    return tool;
  }

  Tool.Spec spec() {
    return spec;
  }

  /**
   * What is wrong with the arguments, in words for the model; empty if they are right.
   *
   * @throws RuntimeException if the schema itself is unusable
   */
  String problems(ObjectNode arguments) {
    if (takesNothing && arguments.isEmpty()) {
      return "";
    }
    List<Error> errors = schema().validate(arguments);
    if (errors.isEmpty()) {
      return "";
    }
    String lines =
        errors.stream().limit(SHOWN_PROBLEMS).map(this::line).collect(Collectors.joining("\n"));
    return "The arguments of "
        + spec.name()
        + " do not fit its schema:\n"
        + lines
        + "\nCall it again with corrected arguments. Schema: "
        + shorten(spec.schema().toString(), SHOWN_SCHEMA);
  }

  private String line(Error error) {
    String where = error.getInstanceLocation().toString();
    String line = "- " + (where.isEmpty() ? "" : where + ": ");
    if ("additionalProperties".equals(error.getKeyword()) && where.isEmpty()) {
      return line
          + "there is no argument \""
          + error.getProperty()
          + "\"; known are: "
          + String.join(", ", spec.schema().path("properties").propertyNames());
    }
    JsonNode value = error.getInstanceNode();
    boolean isShown = value != null && value.isValueNode();
    return line
        + error.getMessage()
        + (isShown ? ", but was " + shorten(value.toString(), SHOWN_VALUE) : "");
  }

  private static String shorten(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
