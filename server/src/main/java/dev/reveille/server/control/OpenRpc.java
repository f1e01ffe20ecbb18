package dev.reveille.server.control;

import dev.reveille.engine.Json;
import dev.reveille.server.json.Kind;
import dev.reveille.server.json.Shape;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Method;
import dev.reveille.server.rpc.Rpc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The OpenRPC document of the methods, made from what they really take. What they answer stands in
 * {@code results.json}, against which the talks of the tests are held; what is meant by what they
 * take in {@code params.json}.
 */
final class OpenRpc {
  private static final JsonNode RESULTS = resource("results.json");

  /**
   * By {@code method:path}, by path, or by the last name of a path, such as {@code
   * createAgent:agentId}, {@code config.retry.factor} and {@code maxTokens}; the first that is
   * there counts.
   */
  private static final JsonNode MEANINGS = resource("params.json");

  private OpenRpc() {}

  private static JsonNode resource(String name) {
    try (InputStream in = OpenRpc.class.getResourceAsStream(name)) {
      return Json.MAPPER.readTree(Objects.requireNonNull(in, "the jar lacks " + name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  static Map<String, Object> document(Rpc rpc, String version) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openrpc", "1.3.2");
    document.put(
        "info",
        Fields.of(
            "title", "Reveille control protocol",
            "version", version,
            "description", "JSON-RPC 2.0 over WebSocket /ws and HTTP POST /rpc"));
    document.put("methods", rpc.methods().stream().map(m -> method(rpc, m)).toList());
    document.put("components", Map.of("schemas", RESULTS.path("schemas"), "errors", errors()));
    document.put("x-notifications", Notifications.NAMES);
    return document;
  }

  private static Map<String, Object> errors() {
    Map<String, Object> errors = new LinkedHashMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code.symbol(), Fields.of("code", code.number(), "message", code.symbol()));
    }
    return errors;
  }

  private static Map<String, Object> method(Rpc rpc, Method<?> method) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", method.name());
    view.put("summary", method.summary());
    view.put("paramStructure", "by-name");
    view.put(
        "params",
        rpc.params(method).fields().entrySet().stream()
            .map(f -> param(Place.of(method, f.getKey()), f.getValue()))
            .toList());
    view.put("result", Fields.of("name", "result", "schema", result(method.name())));
    return view;
  }

  private static Map<String, String> result(String method) {
    String name = RESULTS.path("results").path(method).asString("");
    return name.isEmpty()
        ? Map.of("type", "object")
        : Map.of("$ref", "#/components/schemas/" + name);
  }

  private static Map<String, Object> param(Place place, Shape.Field field) {
    Map<String, Object> param = new LinkedHashMap<>();
    param.put("name", place.name());
    param.put("description", place.meaning());
    param.put("required", field.required());
    param.put("schema", schema(place, field.kind()));
    return param;
  }

  /**
   * Where a value stands.
   *
   * @param path as {@code config.retry.factor} or {@code images[].url}
   */
  private record Place(String method, String path, String name) {
    static Place of(Method<?> method, String name) {
      return new Place(method.name().replace("async.", ""), name, name);
    }

    Place in(String name) {
      return new Place(method, path + '.' + name, name);
    }

    Place element() {
      return new Place(method, path + "[]", name);
    }

    /** Empty if nobody has said it. */
    String meaning() {
      return Stream.of(method + ':' + path, path, name)
          .map(key -> MEANINGS.path(key).asString(""))
          .filter(text -> !text.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  private static Map<String, Object> schema(Place place, Kind kind) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (kind) {
      case Kind.Text k -> schema.put("type", "string");
      case Kind.Whole k -> schema.put("type", "integer");
      case Kind.Fraction k -> schema.put("type", "number");
      case Kind.Truth k -> schema.put("type", "boolean");
      case Kind.Any k -> {}
      case Kind.Moment k -> {
        schema.put("type", "string");
        schema.put("format", "date-time");
      }
      case Kind.Seconds k -> {
        schema.put("type", "number");
        schema.put("minimum", 0);
        schema.put("description", "seconds");
      }
      case Kind.Choice k -> schema.put("enum", k.words());
      case Kind.Named k -> {
        schema.put("type", "string");
        schema.put("description", k.type().expected());
      }
      case Kind.ListOf k -> {
        schema.put("type", "array");
        schema.put("items", schema(place.element(), k.element()));
      }
      case Kind.MapOf k -> {
        schema.put("type", "object");
        schema.put("additionalProperties", schema(place.element(), k.value()));
      }
      case Kind.Nested k -> nested(schema, place, k.shape());
    }
    return schema;
  }

  private static void nested(Map<String, Object> schema, Place place, Shape shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    shape.fields().forEach((name, field) -> properties.put(name, property(place.in(name), field)));
    List<String> required =
        shape.fields().entrySet().stream()
            .filter(f -> f.getValue().required())
            .map(Map.Entry::getKey)
            .toList();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
  }

  /** With what its kind says, such as that it is in seconds, behind its meaning. */
  private static Map<String, Object> property(Place place, Shape.Field field) {
    Map<String, Object> schema = schema(place, field.kind());
    schema.merge("description", place.meaning(), (kind, meaning) -> meaning + "; " + kind);
    return schema;
  }
}
