package dev.reveille.server.http;

import dev.reveille.server.rpc.RpcException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A CloudEvent 1.0 as it comes over HTTP, in the <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">
 * HTTP protocol binding</a>'s binary or structured mode.
 *
 * @param attributes by their names, as text
 * @param data null if it has none
 */
record CloudEvent(Map<String, String> attributes, @Nullable JsonNode data) {
  private static final String PREFIX = "ce-";

  /** Attributes that have a place of their own. */
  private static final Set<String> PLACED =
      Set.of("specversion", "type", "id", "source", "subject", "priority");

  /** Attributes that stand in headers. */
  static boolean isBinary(HttpFields headers) {
    return headers.contains("ce-specversion") || headers.contains("ce-type");
  }

  static CloudEvent binary(HttpFields headers, @Nullable JsonNode data) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (HttpField header : headers) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(PREFIX) && header.getValue() != null) {
        attributes.put(name.substring(PREFIX.length()), decoded(name, header.getValue()));
      }
    }
    String type = headers.get("Content-Type");
    if (type != null) {
      attributes.put("datacontenttype", type);
    }
    return new CloudEvent(attributes, data);
  }

  static CloudEvent structured(JsonNode body) {
    if (!(body instanceof ObjectNode event)) {
      throw RpcException.invalidParams("", "a CloudEvent must be an object");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    event
        .properties()
        .forEach(member -> {
          boolean isData = member.getKey().equals("data");
          if (!isData && !member.getValue().isNull()) {
            attributes.put(member.getKey(), text(member.getKey(), member.getValue()));
          }
        });
    if (attributes.containsKey("data_base64")) {
      throw RpcException.invalidParams("data_base64", "only JSON is taken as data")
          .hint("send it as data");
    }
    JsonNode data = event.get("data");
    return new CloudEvent(attributes, data == null || data.isNull() ? null : data);
  }

  private static String text(String name, JsonNode value) {
    if (!value.isValueNode()) {
      throw RpcException.invalidParams(name, name + " must be a text");
    }
    return value.asString();
  }

  /** Quotes are taken off, then one round of percent-encoding. */
  private static String decoded(String name, String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    String bare =
        quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    try {
      return URLDecoder.decode(bare.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      throw RpcException.invalidParams(name, name + " is not percent-encoded as it should be");
    }
  }

  /**
   * What {@code broadcastEvent} takes.
   *
   * @throws RpcException invalid_params if an attribute that must be there is not
   */
  ObjectNode params() {
    if (!required("specversion").equals("1.0")) {
      throw RpcException.invalidParams("specversion", "only CloudEvents 1.0 are taken");
    }
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    params.put("event", required("type"));
    params.put("eventId", required("id"));
    params.put("source", required("source"));
    for (String name : new String[] {"subject", "priority"}) {
      String value = attributes.get(name);
      if (value != null) {
        params.put(name, value);
      }
    }
    if (data != null) {
      params.set("data", data);
    }
    ObjectNode others = JsonNodeFactory.instance.objectNode();
    attributes.forEach((name, value) -> {
      if (!PLACED.contains(name)) {
        others.put(name, value);
      }
    });
    if (!others.isEmpty()) {
      params.set("attributes", others);
    }
    return params;
  }

  private String required(String name) {
    String value = attributes.get(name);
    if (value == null || value.isEmpty()) {
      throw RpcException.invalidParams(name, name + " is required of a CloudEvent")
          .hint("send it as the header ce-" + name + ", or as a member of the structured event");
    }
    return value;
  }
}
