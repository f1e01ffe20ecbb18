package dev.reveille.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this module reads and writes it. */
final class Json {
  /** Newer servers say more than this library knows: that is passed over. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode string(String text) {
    return MAPPER.getNodeFactory().stringNode(text);
  }

  /**
   * @throws JacksonException the text is not JSON
   */
  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /**
   * A result as a record.
   *
   * @throws JacksonException the server answered something else
   */
  static <T> T read(JsonNode node, Class<T> type) {
    return MAPPER.treeToValue(node, type);
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** What is not JSON is a text. */
  static JsonNode valueOrText(String text) {
    try {
      return parse(text);
    } catch (JacksonException notJson) {
      return string(text);
    }
  }

  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  static String compact(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  static String pretty(JsonNode node) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node);
  }

  /** The text of a field, or an empty string if it is missing, null or not a scalar. */
  static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  /** A copy of an object without some of its fields. */
  static ObjectNode without(JsonNode object, String... fields) {
    return ((ObjectNode) object.deepCopy()).without(List.of(fields));
  }

  /** Seconds as the protocol writes them: a whole number where it is one. */
  static JsonNode seconds(Duration duration) {
    return duration.getNano() == 0
        ? MAPPER.getNodeFactory().numberNode(duration.toSeconds())
        : MAPPER.getNodeFactory().numberNode(duration.toMillis() / 1000.0);
  }
}
