package dev.reveille.engine;

import dev.reveille.core.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How filters are written, the same in the journal and on the wire: an object with one dialect,
 * such as {@code {"prefix": {"type": "order."}}}. A map of plain values, {@code {"type":
 * "order.new"}}, is short for {@code exact}, and that is how one is written.
 */
public final class Filters {
  private static final List<String> DIALECTS =
      List.of("exact", "prefix", "suffix", "all", "any", "not");

  private Filters() {}

  /** What is no filter, and in which field. */
  public static final class BadFilter extends IllegalArgumentException {
    private final String path;

    BadFilter(String path, String message) {
      super(message);
      this.path = path;
    }

    /** The field from where the filter stands, such as {@code filter.all[1].exact}. */
    public String path() {
      return path;
    }
  }

  /**
   * @param path of the field that it stands in
   * @throws BadFilter if it is none
   */
  public static Filter read(JsonNode json, String path) {
    if (!(json instanceof ObjectNode object)) {
      throw new BadFilter(path, path + " must be an object");
    }
    boolean plain = object.properties().stream().allMatch(e -> !e.getValue().isContainer());
    return plain ? new Filter.Exact(texts(object, path)) : dialect(object, path, 1);
  }

  private static Filter dialect(JsonNode json, String path, int depth) {
    if (depth > Filter.MAX_DEPTH) {
      throw new BadFilter(
          path, "filters stand within each other " + Filter.MAX_DEPTH + " deep at most");
    }
    if (!(json instanceof ObjectNode object) || object.size() != 1) {
      throw new BadFilter(
          path, path + " must be an object with one of " + DIALECTS + "; several stand in all");
    }
    Map.Entry<String, JsonNode> only = object.properties().iterator().next();
    JsonNode value = only.getValue();
    String within = path + '.' + only.getKey();
    return switch (only.getKey()) {
      case "exact" -> new Filter.Exact(some(value, within));
      case "prefix" -> new Filter.Prefix(some(value, within));
      case "suffix" -> new Filter.Suffix(some(value, within));
      case "all" -> new Filter.All(list(value, within, depth));
      case "any" -> new Filter.Any(list(value, within, depth));
      case "not" -> new Filter.Not(dialect(value, within, depth + 1));
      case "sql" ->
          throw new BadFilter(within, "the dialect sql is not taken; there are " + DIALECTS);
      default ->
          throw new BadFilter(
              within, "there is no dialect " + only.getKey() + "; there are " + DIALECTS);
    };
  }

  private static Map<String, String> some(JsonNode json, String path) {
    if (!(json instanceof ObjectNode object) || object.isEmpty()) {
      throw new BadFilter(path, path + " must be an object of at least one attribute and its text");
    }
    return texts(object, path);
  }

  private static Map<String, String> texts(ObjectNode object, String path) {
    if (object.size() > Filter.MAX_NODES) {
      throw tooMany(path);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(e -> {
          String field = path + '.' + e.getKey();
          if (!e.getValue().isValueNode() || e.getValue().isNull()) {
            throw new BadFilter(field, field + " must be a text, a number, true or false");
          }
          String text = e.getValue().asString();
          if (e.getKey().isEmpty()
              || e.getKey().length() > Filter.MAX_TEXT
              || text.length() > Filter.MAX_TEXT) {
            String most = " and its value at most " + Filter.MAX_TEXT + " characters";
            throw new BadFilter(path, path + ": an attribute's name has at least one" + most);
          }
          texts.put(e.getKey(), text);
        });
    return texts;
  }

  private static List<Filter> list(JsonNode json, String path, int depth) {
    if (!json.isArray() || json.isEmpty()) {
      throw new BadFilter(path, path + " must be a list of at least one filter");
    }
    if (json.size() > Filter.MAX_NODES) {
      throw tooMany(path);
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      filters.add(dialect(json.get(i), path + '[' + i + ']', depth + 1));
    }
    return filters;
  }

  private static BadFilter tooMany(String path) {
    return new BadFilter(
        path, path + ": a filter has at most " + Filter.MAX_NODES + " comparisons and filters");
  }

  /** As {@link #read} takes it. */
  public static JsonNode write(Filter filter) {
    return filter instanceof Filter.Exact(Map<String, String> plain)
        ? texts(plain)
        : dialect(filter);
  }

  private static JsonNode dialect(Filter filter) {
    return switch (filter) {
      case Filter.Exact(Map<String, String> texts) -> named("exact", texts(texts));
      case Filter.Prefix(Map<String, String> texts) -> named("prefix", texts(texts));
      case Filter.Suffix(Map<String, String> texts) -> named("suffix", texts(texts));
      case Filter.All(List<Filter> filters) -> named("all", list(filters));
      case Filter.Any(List<Filter> filters) -> named("any", list(filters));
      case Filter.Not(Filter not) -> named("not", dialect(not));
    };
  }

  private static JsonNode named(String dialect, JsonNode value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set(dialect, value);
    return object;
  }

  private static JsonNode texts(Map<String, String> texts) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> object.put(e.getKey(), e.getValue()));
    return object;
  }

  private static JsonNode list(List<Filter> filters) {
    var list = JsonNodeFactory.instance.arrayNode();
    filters.forEach(filter -> list.add(dialect(filter)));
    return list;
  }
}
