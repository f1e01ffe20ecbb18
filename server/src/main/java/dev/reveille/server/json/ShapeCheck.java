package dev.reveille.server.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Holds a JSON document against a shape and says precisely where it differs. */
final class ShapeCheck {
  private ShapeCheck() {}

  /**
   * Fields that are null count as left out.
   *
   * @throws BadValue for the first unknown, then the first missing, then the first wrong field
   */
  static void object(JsonNode node, Shape shape, String path) {
    for (String name : node.propertyNames()) {
      if (!shape.fields().containsKey(name)) {
        String field = join(path, name);
        throw new BadValue(
            field,
            "there is no field " + Quote.of(field),
            Nearest.hint(name, shape.fields().keySet()));
      }
    }
    shape.fields().forEach((name, field) -> present(node.get(name), field, join(path, name)));
    shape.fields().forEach((name, field) -> field(node.get(name), field, join(path, name)));
  }

  private static void present(@Nullable JsonNode node, Shape.Field field, String path) {
    if (field.required() && (node == null || node.isNull())) {
      throw new BadValue(path, path + " is required", "send " + field.kind().expected());
    }
  }

  private static void field(@Nullable JsonNode node, Shape.Field field, String path) {
    if (node != null && !node.isNull()) {
      value(node, field.kind(), path);
    }
  }

  private static void value(JsonNode node, Kind kind, String path) {
    if (!fits(node, kind)) {
      throw wrong(node, kind, path);
    }
    switch (kind) {
      case Kind.Nested(Shape shape) -> object(node, shape, path);
      case Kind.ListOf(Kind element) -> {
        for (int i = 0; i < node.size(); i++) {
          value(node.get(i), element, path + '[' + i + ']');
        }
      }
      case Kind.MapOf(Kind element) -> {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          value(entry.getValue(), element, join(path, entry.getKey()));
        }
      }
      case Kind.Named(WireType<?> type) -> parse(node.stringValue(), type, path);
      case Kind.Any _, Kind.Text _, Kind.Whole _, Kind.Fraction _, Kind.Truth _ -> {}
      case Kind.Choice _, Kind.Moment _, Kind.Seconds _ -> {}
    }
  }

  private static boolean fits(JsonNode node, Kind kind) {
    return switch (kind) {
      case Kind.Any _ -> true;
      case Kind.Text _, Kind.Named _ -> node.isString();
      case Kind.Whole(long min, long max) ->
          node.isIntegralNumber()
              && node.canConvertToLong()
              && node.longValue() >= min
              && node.longValue() <= max;
      case Kind.Fraction _ -> node.isNumber() && Double.isFinite(node.decimalValue().doubleValue());
      case Kind.Truth _ -> node.isBoolean();
      case Kind.Choice(List<String> words) -> node.isString() && words.contains(node.stringValue());
      case Kind.Moment _ -> node.isString() && WireTime.instant(node.stringValue()).isPresent();
      case Kind.Seconds _ -> node.isNumber() && isSeconds(node);
      case Kind.ListOf _ -> node.isArray();
      case Kind.MapOf _, Kind.Nested _ -> node.isObject();
    };
  }

  private static boolean isSeconds(JsonNode node) {
    BigDecimal number = node.decimalValue();
    return WireTime.seconds(number).isPresent();
  }

  private static void parse(String text, WireType<?> type, String path) {
    try {
      var _ = type.parse().apply(text);
    } catch (IllegalArgumentException refused) {
      String why = String.valueOf(refused.getMessage());
      throw new BadValue(path, why.startsWith(path) ? why : path + ": " + why, null);
    }
  }

  private static BadValue wrong(JsonNode node, Kind kind, String path) {
    String hint =
        kind instanceof Kind.Choice(List<String> words) && node.isString()
            ? Nearest.of(node.stringValue(), words).map(w -> "did you mean " + w + "?").orElse(null)
            : null;
    String message = path + " must be " + kind.expected() + ", but was " + describe(node);
    return new BadValue(path, message, hint);
  }

  private static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case NULL, MISSING -> "null";
      case STRING, BINARY -> Quote.of(node.asString());
      case NUMBER, BOOLEAN -> Quote.cut(node.toString());
    };
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + '.' + name;
  }
}
