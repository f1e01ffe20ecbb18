package dev.reveille.server.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the shape of a record from its components, once per class. */
final class Shapes {
  private static final Map<Class<?>, Kind> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, new Kind.Text()),
          Map.entry(Integer.class, new Kind.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(int.class, new Kind.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry(Long.class, new Kind.Whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(long.class, new Kind.Whole(Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(Double.class, new Kind.Fraction()),
          Map.entry(double.class, new Kind.Fraction()),
          Map.entry(BigDecimal.class, new Kind.Fraction()),
          Map.entry(Boolean.class, new Kind.Truth()),
          Map.entry(boolean.class, new Kind.Truth()),
          Map.entry(Instant.class, new Kind.Moment()),
          Map.entry(Duration.class, new Kind.Seconds()),
          Map.entry(JsonNode.class, new Kind.Any()),
          Map.entry(Object.class, new Kind.Any()));

  private final Map<Class<?>, WireType<?>> wireTypes;
  private final Map<Class<?>, Shape> known = new ConcurrentHashMap<>();

  Shapes(List<WireType<?>> wireTypes) {
    this.wireTypes =
        wireTypes.stream()
            .collect(Collectors.toUnmodifiableMap(WireType::type, Function.identity()));
  }

  /**
   * @throws IllegalArgumentException if a component has a type that JSON cannot give
   */
  Shape of(Class<?> record) {
    Shape shape = known.get(record);
    if (shape == null) {
      shape = read(record);
      known.put(record, shape);
    }
    return shape;
  }

  private Shape read(Class<?> record) {
    Map<String, Shape.Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      fields.put(name(component), new Shape.Field(kind(component.getGenericType()), !optional));
    }
    return new Shape(fields);
  }

  /** The component's own name, unless that would be a word that Java keeps for itself. */
  static String name(RecordComponent component) {
    JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
    return other == null ? component.getName() : other.value();
  }

  private Kind kind(Type type) {
    return switch (type) {
      case Class<?> plain -> kind(plain);
      case ParameterizedType generic when generic.getRawType() == List.class ->
          new Kind.ListOf(kind(generic.getActualTypeArguments()[0]));
      case ParameterizedType generic when generic.getRawType() == Map.class ->
          new Kind.MapOf(kind(generic.getActualTypeArguments()[1]));
      default -> throw new IllegalArgumentException("no JSON is read into a " + type.getTypeName());
    };
  }

  private Kind kind(Class<?> type) {
    Kind plain = PLAIN.get(type);
    WireType<?> wireType = wireTypes.get(type);
    if (plain != null) {
      return plain;
    } else if (wireType != null) {
      return new Kind.Named(wireType);
    } else if (type.isEnum()) {
      return new Kind.Choice(WireNames.of(type));
    } else if (type.isRecord()) {
      return new Kind.Nested(of(type));
    }
    throw new IllegalArgumentException("no JSON is read into a " + type.getName());
  }
}
