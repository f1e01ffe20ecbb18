package dev.reveille.server.config;

import dev.reveille.server.json.Kind;
import dev.reveille.server.json.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The keys of the configuration with all that the program itself knows of them. */
public final class ConfigKeys {
  private static final Pattern RULE = Pattern.compile("must be (.*), but was");

  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?(E-?\\d+)?");

  /** What no key takes: too small, then too large. */
  private static final List<String> TRIED = List.of("-1", "0", "1000000000000000000", "-1e300");

  private ConfigKeys() {}

  /**
   * @param record simple name of the record that it is a component of
   * @param component its name there, which is not always the key's
   * @param values what it may be, in words
   */
  public record Key(String path, String record, String component, String value, String values) {
    public String section() {
      return path.substring(0, path.lastIndexOf('.'));
    }

    public String variable() {
      return Keys.variable(path);
    }
  }

  public static List<Key> all() {
    List<Key> keys = new ArrayList<>();
    JsonNode defaults = ConfigLoader.standard();
    ConfigLoader.keys()
        .forEach((path, kind) -> {
          JsonNode value = defaults;
          Class<?> record = Config.class;
          String[] names = path.split("\\.");
          for (int i = 0; i < names.length; i++) {
            value = value.path(names[i]);
            record = i < names.length - 1 ? Fields.type(record, names[i]) : record;
          }
          String component = Fields.component(record, names[names.length - 1]);
          keys.add(
              new Key(path, record.getSimpleName(), component, shown(value), values(path, kind)));
        });
    return keys;
  }

  private static String shown(JsonNode value) {
    if (value.isNull() || value.isMissingNode() || value.isContainer() && value.isEmpty()) {
      return "none";
    }
    Stream<JsonNode> parts = value.isArray() ? value.valueStream() : Stream.of(value);
    return parts.map(part -> '`' + plain(part) + '`').reduce((a, b) -> a + ", " + b).orElseThrow();
  }

  private static String plain(JsonNode value) {
    return value.isNumber() ? plain(value.decimalValue().toString()) : value.asString();
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  /** Fields of a record of which the configuration has lists or maps. */
  public static List<Key> fields(Class<?> record) {
    Shape shape = ConfigLoader.shapeOf(record.asSubclass(Record.class));
    List<Key> keys = new ArrayList<>();
    shape
        .fields()
        .forEach((name, field) ->
            keys.add(
                new Key(
                    name,
                    record.getSimpleName(),
                    Fields.component(record, name),
                    field.required() ? "required" : "",
                    words(field.kind()))));
    return keys;
  }

  private static String values(String path, Kind kind) {
    return switch (kind) {
      case Kind.Whole _, Kind.Fraction _ -> bounds(path).orElse(words(kind));
      case Kind.Seconds _ -> bounds(path).map(b -> "seconds, " + b).orElse("seconds");
      default -> words(kind);
    };
  }

  static String words(Kind kind) {
    return switch (kind) {
      case Kind.Any _ -> "any value";
      case Kind.Text _ -> "text";
      case Kind.Whole _ -> "whole number";
      case Kind.Fraction _ -> "number";
      case Kind.Seconds _ -> "seconds";
      case Kind.Truth _ -> "`true`, `false`";
      case Kind.Moment _ -> "instant";
      case Kind.Choice(List<String> choice) -> '`' + String.join("`, `", choice) + '`';
      case Kind.Named(var type) -> type.expected().replaceFirst("^an? ", "");
      case Kind.ListOf(Kind element) -> "list: " + words(element);
      case Kind.MapOf(Kind value) -> "map: " + words(value);
      case Kind.Nested _ -> "keys of its own";
    };
  }

  /** In the words of the refusal, beside the defaults of all other keys. */
  private static Optional<String> bounds(String path) {
    for (String tried : TRIED) {
      try {
        var _ = ConfigLoader.load(null, Map.of(), Map.of(path, tried));
      } catch (ConfigException refused) {
        Matcher rule = RULE.matcher("" + refused.getMessage());
        if (rule.find() && !rule.group(1).startsWith("a ")) {
          return Optional.of(NUMBER.matcher(rule.group(1)).replaceAll(n -> plain(n.group())));
        }
      }
    }
    return Optional.empty();
  }

  /** A record's components by the names that they have on the wire. */
  private static final class Fields {
    static Class<?> type(Class<?> record, String name) {
      return Stream.of(record.getRecordComponents())
          .filter(c -> c.getName().equals(component(record, name)))
          .findFirst()
          .orElseThrow()
          .getType();
    }

    static String component(Class<?> record, String name) {
      return Stream.of(record.getRecordComponents())
          .filter(c -> c.getName().equals(name) || named(c.getAccessor(), name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(record + " has no " + name))
          .getName();
    }

    private static boolean named(java.lang.reflect.Method accessor, String name) {
      var other = accessor.getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
      return other != null && other.value().equals(name);
    }
  }
}
