package dev.reveille.server.config;

import dev.reveille.server.json.BadValue;
import dev.reveille.server.json.Binder;
import dev.reveille.server.json.Kind;
import dev.reveille.server.json.Nearest;
import dev.reveille.server.json.Shape;
import dev.reveille.server.json.WireType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lays file, environment and options over the defaults, and knows where each value came from. */
public final class ConfigLoader {
  private static final List<WireType<?>> TYPES =
      List.of(
          new WireType<>(Path.class, "a path", Path::of),
          new WireType<>(Secret.class, "a text that is not blank", Secret::new));

  private final Binder binder = new Binder(StreamReadConstraints.defaults(), TYPES);
  private final Shape shape = binder.shape(Config.class);
  private final Map<String, Kind> keys = Keys.of(shape);
  private final Map<String, String> cameFrom = new HashMap<>();
  private final Config defaults = Config.defaults();

  /** The sections in which something is set, each with all its keys. */
  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();

  private ConfigLoader() {}

  /**
   * @param file none: defaults
   * @param environment variables such as {@code REVEILLE_SERVER_PORT}; others are not looked at
   * @param options by dotted key, such as {@code server.port}; they win
   * @throws ConfigException if a key is unknown or a value wrong; it says where and what is meant
   */
  public static Config load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> options) {
    boolean nothingSet =
        file == null
            && options.isEmpty()
            && environment.keySet().stream().noneMatch(name -> name.startsWith("REVEILLE_"));
    if (nothingSet) {
      return Config.defaults();
    }
    ConfigLoader loader = new ConfigLoader();
    if (file != null) {
      loader.file(file);
    }
    loader.environment(environment);
    options.forEach((key, text) -> loader.set(key, text, "option " + key));
    return loader.config();
  }

  /** All keys, in the order of the records. */
  static Map<String, Kind> keys() {
    return new ConfigLoader().keys;
  }

  /** What they have where nobody sets them. */
  static JsonNode standard() {
    return new ConfigLoader().binder.mapper().valueToTree(Config.defaults());
  }

  static Shape shapeOf(Class<? extends Record> type) {
    return new ConfigLoader().binder.shape(type);
  }

  private void file(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(file + ": there is no such file, or it is not readable");
    }
    ObjectNode read =
        new YamlReader(file, (key, line) -> cameFrom.put(key, file + ":" + line)).read();
    read.propertyNames().stream().filter(shape.fields()::containsKey).forEach(this::section);
    merge(tree, read);
  }

  private JsonNode section(String name) {
    if (!tree.has(name)) {
      tree.set(name, binder.tree(defaults, name));
    }
    return tree.get(name);
  }

  /** Keys without a value keep their default. */
  private static void merge(ObjectNode base, ObjectNode over) {
    for (Map.Entry<String, JsonNode> entry : over.properties()) {
      JsonNode value = entry.getValue();
      if (base.get(entry.getKey()) instanceof ObjectNode inner
          && value instanceof ObjectNode keys) {
        merge(inner, keys);
      } else if (!value.isNull()) {
        base.set(entry.getKey(), value);
      }
    }
  }

  private void environment(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>();
    keys.keySet().forEach(key -> variables.put(Keys.variable(key), key));
    environment.forEach((name, text) -> {
      String key = variables.get(name);
      if (key != null) {
        set(key, text, name);
      } else if (isOurs(name)) {
        String hint = Nearest.hint(name, variables.keySet());
        throw new ConfigException(name + ": no key has this variable; " + hint);
      }
    });
  }

  /** Other variables, such as REVEILLE_URL, belong to the command line. */
  private boolean isOurs(String variable) {
    return shape.fields().keySet().stream()
        .anyMatch(section -> variable.startsWith(Keys.variable(section) + '_'));
  }

  private void set(String key, String text, String origin) {
    Kind kind = keys.get(key);
    if (kind == null) {
      throw new ConfigException(origin + ": no such key; " + Nearest.hint(key, keys.keySet()));
    }
    String[] path = key.split("\\.");
    JsonNode section = section(path[0]);
    for (int i = 1; i < path.length - 1; i++) {
      section = section.path(path[i]);
    }
    if (section instanceof ObjectNode keys) {
      keys.set(path[path.length - 1], value(text, kind));
      cameFrom.put(key, origin);
    } // else the file has no section there, which is refused when it is bound
  }

  private JsonNode value(String text, Kind kind) {
    return switch (kind) {
      case Kind.Text _, Kind.Named _, Kind.Choice _, Kind.Moment _ -> text(text);
      case Kind.ListOf(Kind.Text _) -> list(text);
      case Kind.Whole _, Kind.Fraction _, Kind.Seconds _, Kind.Truth _, Kind.Any _ -> json(text);
      case Kind.ListOf _, Kind.MapOf _, Kind.Nested _ -> json(text);
    };
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  private static JsonNode list(String text) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        list.add(part.strip());
      }
    }
    return list;
  }

  /** What is not JSON stays a text, and is refused as such where a number is asked for. */
  private JsonNode json(String text) {
    try {
      return binder.mapper().readTree(text);
    } catch (JacksonException notJson) {
      return text(text);
    }
  }

  private Config config() {
    try {
      return binder.bind(tree, defaults);
    } catch (BadValue bad) {
      String hint = bad.hint() == null ? "" : "; " + bad.hint();
      String where = origin(bad.path()).map(origin -> origin + ": ").orElse("");
      throw new ConfigException(where + message(bad) + hint);
    }
  }

  /** Without the value where that may be a secret. */
  private static String message(BadValue bad) {
    boolean mayBeSecret =
        bad.path().equals("server.token")
            || bad.path().startsWith("store.")
            || bad.path().startsWith("mcp.servers");
    return mayBeSecret
        ? bad.message().replaceFirst("(?s), but was .*", "; what stands there is not shown")
        : bad.message();
  }

  /** Of the key itself, or of what it stands in. */
  private Optional<String> origin(String path) {
    for (String key = path; !key.isEmpty(); key = parent(key)) {
      String origin = cameFrom.get(key);
      if (origin != null) {
        return Optional.of(origin);
      }
    }
    return Optional.empty();
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
  }
}
