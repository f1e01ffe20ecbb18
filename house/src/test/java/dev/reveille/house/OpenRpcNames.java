package dev.reveille.house;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code docs/openrpc.json} has names for. Another test holds that file against the server.
 *
 * @param methods by their name, {@code async.} in front
 */
record OpenRpcNames(JsonNode document, Map<String, JsonNode> methods, Set<String> notifications) {

  static OpenRpcNames read() throws IOException {
    JsonNode document =
        JsonMapper.shared().readTree(Files.readString(Sources.root().resolve("docs/openrpc.json")));
    Map<String, JsonNode> methods = new LinkedHashMap<>();
    document.path("methods").forEach(m -> methods.put(m.path("name").asString(), m));
    Set<String> notifications = new TreeSet<>();
    document.path("x-notifications").forEach(name -> notifications.add(name.asString()));
    return new OpenRpcNames(document, methods, notifications);
  }

  boolean hasMethod(String name) {
    return methods.containsKey(full(name));
  }

  private static String full(String name) {
    return name.startsWith("async.") || name.startsWith("rpc.") ? name : "async." + name;
  }

  /** The schemas of a method's params, by name. */
  Map<String, JsonNode> params(String method) {
    Map<String, JsonNode> params = new LinkedHashMap<>();
    JsonNode known = methods.get(full(method));
    if (known != null) {
      known.path("params").forEach(p -> params.put(p.path("name").asString(), p));
    }
    return params;
  }

  /** What is wrong with a request; empty if nothing is. */
  String complaint(String method, JsonNode sent) {
    if (!hasMethod(method)) {
      return "there is no method " + method;
    }
    Map<String, JsonNode> params = params(method);
    for (String name : sent.propertyNames()) {
      JsonNode param = params.get(name);
      if (param == null && !name.equals("sessionId")) {
        return method + " has no param " + name;
      }
      String inside = param == null ? "" : inside(param.path("schema"), sent.path(name), name);
      if (!inside.isEmpty()) {
        return method + ": " + inside;
      }
    }
    for (Map.Entry<String, JsonNode> param : params.entrySet()) {
      if (param.getValue().path("required").asBoolean() && !sent.has(param.getKey())) {
        return method + " needs " + param.getKey();
      }
    }
    return "";
  }

  private static String inside(JsonNode schema, JsonNode value, String path) {
    JsonNode properties = schema.path("properties");
    for (String name : value.isObject() ? value.propertyNames() : Set.<String>of()) {
      if (properties.isObject() && !properties.has(name)) {
        return path + " has no " + name;
      }
      String deeper = inside(properties.path(name), value.path(name), path + '.' + name);
      if (!deeper.isEmpty()) {
        return deeper;
      }
    }
    JsonNode words = schema.path("enum");
    boolean among = words.isMissingNode() || words.valueStream().anyMatch(value::equals);
    return among ? "" : path + " is none of " + words;
  }
}
