package dev.reveille.server.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
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
    try {
      return mapper.treeToValue(node, type);
    } catch (JacksonException refused) {
      throw badValue(refused);
    }
  }

  public String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  /** What passed the shape, but not a compact constructor. */
  private static BadValue badValue(JacksonException refused) {
    String path = path(refused);
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

  private static String path(JacksonException refused) {
    StringBuilder path = new StringBuilder();
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
