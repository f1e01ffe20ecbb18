package dev.reveille.server.config;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a YAML file as a tree and tells at which line each key stands. */
public final class YamlReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Path file;
  private final BiConsumer<String, Integer> lines;

  /**
   * @param lines is told the path of each key and its line, counted from 1
   */
  public YamlReader(Path file, BiConsumer<String, Integer> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * @throws ConfigException if it is not YAML, or not a map of keys
   */
  public ObjectNode read() {
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = yaml.createParser(ObjectReadContext.empty(), file)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return NODES.objectNode();
      }
      if (value(parser, "") instanceof ObjectNode keys) {
        return keys;
      }
      throw new ConfigException(file + ": must be a map of keys, such as server:");
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
      String why = broken.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new ConfigException(file + ":" + line + ": " + why);
    }
  }

  private JsonNode value(JsonParser parser, String path) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> keys(parser, path);
      case START_ARRAY -> list(parser, path);
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.stringNode(parser.getString());
    };
  }

  private ObjectNode keys(JsonParser parser, String path) {
    ObjectNode keys = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String at = path.isEmpty() ? name : path + '.' + name;
      lines.accept(at, parser.currentTokenLocation().getLineNr());
      parser.nextToken();
      keys.set(name, value(parser, at));
    }
    return keys;
  }

  private ArrayNode list(JsonParser parser, String path) {
    ArrayNode list = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String at = path + '[' + list.size() + ']';
      lines.accept(at, parser.currentTokenLocation().getLineNr());
      list.add(value(parser, at));
    }
    return list;
  }
}
