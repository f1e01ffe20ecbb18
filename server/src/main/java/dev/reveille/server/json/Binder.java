package dev.reveille.server.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns JSON into records and records into JSON, by one set of rules: a component that is not
 * {@code @Nullable} is required, unknown fields are refused, no type is bent into another, a {@code
 * Duration} is a number of seconds, an {@code Instant} RFC 3339, an enum constant {@code
 * lowerCamel}; components that are null are not written.
 */
public final class Binder {
  private final JsonMapper mapper;
  private final Shapes shapes;

  public Binder(StreamReadConstraints constraints, List<WireType<?>> wireTypes) {
    this.shapes = new Shapes(wireTypes);
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    this.mapper =
        JsonMapper.builder(factory)
            .annotationIntrospector(new WireNames())
            .addModule(new WireModule(wireTypes))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultPropertyInclusion(
                rule -> rule.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();
  }

  /** The mapper itself, for reading trees and writing. */
  public JsonMapper mapper() {
    return mapper;
  }

  /**
   * @throws IllegalArgumentException if a component has a type that JSON cannot give
   */
  public Shape shape(Class<? extends Record> type) {
    return shapes.of(type);
  }

  /**
   * @throws BadValue if the document is not what the record asks for
   */
  public <T extends Record> T bind(JsonNode node, Class<T> type) {
    ShapeCheck.object(node, shapes.of(type), "");
    return read(node, type, "");
  }

  /**
   * The same, but a component that the document leaves out is as in {@code otherwise}; so only what
   * it has takes the time to be read.
   *
   * @throws BadValue if the document is not what the record asks for
   */
  public <T extends Record> T bind(JsonNode node, T otherwise) {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) otherwise.getClass();
    ShapeCheck.object(node, shapes.of(type).optional(), "");
    return Records.with(
        otherwise,
        component -> {
          JsonNode given = node.get(Shapes.name(component));
          return given == null || given.isNull()
              ? Optional.empty()
              : Optional.of(read(given, component.getType(), Shapes.name(component)));
        });
  }

  /** One component of a record as JSON. */
  public JsonNode tree(Record record, String component) {
    return mapper.valueToTree(Records.value(record, component));
  }

  private <T> T read(JsonNode node, Class<T> type, String path) {
    try {
      return mapper.treeToValue(node, type);
    } catch (JacksonException refused) {
      throw badValue(refused, path);
    }
  }

  public String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  /** What passed the shape, but not a compact constructor. */
  private static BadValue badValue(JacksonException refused, String start) {
    String path = path(refused, start);
    return switch (refused.getCause()) {
      case OutOfBounds bounds -> {
        String field = path.isEmpty() ? bounds.field() : path + '.' + bounds.field();
        yield new BadValue(field, String.valueOf(bounds.getMessage()), null);
      }
      case IllegalArgumentException rule ->
          new BadValue(path, String.valueOf(rule.getMessage()), null);
      case null, default -> throw refused;
    };
  }

  private static String path(JacksonException refused, String start) {
    StringBuilder path = new StringBuilder(start);
    for (JacksonException.Reference step : refused.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }
}
