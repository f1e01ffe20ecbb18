package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventContextWriter;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.rw.CloudEventRWException.CloudEventRWExceptionKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * CloudEvents 1.0 as they come over HTTP, read by their SDK into what {@code broadcastEvent} takes.
 * What the SDK leaves to others is here: the quotes and percent signs of the <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">
 * HTTP protocol binding</a>, JSON by the server's own limits, and refusals that name the attribute.
 */
final class CloudEvents {
  private static final String PREFIX = "ce-";
  private static final String BYTES = "data_base64";

  private static final List<String> REQUIRED = List.of("specversion", "type", "id", "source");

  /** Members of an event in JSON that are not handed to the SDK as attributes. */
  private static final Set<String> APART = Set.of("specversion", "data", BYTES);

  private static final Set<String> URIS = Set.of("source", "dataschema");

  /** Attributes that have a place of their own among the params, and which. */
  private static final Map<String, String> PLACED =
      Map.of(
          "type", "event",
          "id", "eventId",
          "source", "source",
          "subject", "subject",
          "priority", "priority");

  private final Rpc rpc;

  CloudEvents(Rpc rpc) {
    this.rpc = rpc;
  }

  /**
   * Attributes in headers, data in the body.
   *
   * @throws RpcException invalid_params if it is no CloudEvent; what {@link Rpc#tree} throws
   */
  ObjectNode binary(HttpFields headers, String body) {
    JsonNode data = body.isBlank() ? null : rpc.tree(body);
    require(name -> {
      String value = headers.get(PREFIX + name);
      return value == null ? null : decoded(name, value);
    });
    CloudEvent event =
        HttpMessageFactory.createReader(sink -> each(headers, sink), new byte[0]).toEvent();
    return params(event, data);
  }

  /**
   * All in the body.
   *
   * @throws RpcException as {@link #binary}
   */
  ObjectNode structured(String body) {
    return structured(body.isBlank() ? JsonNodeFactory.instance.objectNode() : rpc.tree(body));
  }

  /**
   * A list of structured ones, which are all good or all refused.
   *
   * @throws RpcException as {@link #binary}, with the place in the list as {@code event}
   */
  List<ObjectNode> batch(String body) {
    if (!(rpc.tree(body) instanceof ArrayNode events)) {
      throw RpcException.invalidParams("", "a batch of CloudEvents must be a list");
    }
    int max = rpc.limits().maxBatch();
    if (events.size() > max) {
      String message = "a batch may have %d events, but this one has %d";
      throw RpcException.limit("maxBatch", max, message.formatted(max, events.size()));
    }
    List<ObjectNode> all = new ArrayList<>();
    for (JsonNode event : events) {
      try {
        all.add(structured(event));
      } catch (RpcException refusal) {
        throw refusal.with("event", all.size());
      }
    }
    return all;
  }

  private ObjectNode structured(JsonNode body) {
    if (!(body instanceof ObjectNode event)) {
      throw RpcException.invalidParams("", "a CloudEvent must be an object");
    }
    JsonNode data = data(event);
    require(name -> text(name, event.get(name)));
    CloudEventBuilder builder = CloudEventBuilder.v1();
    event
        .properties()
        .forEach(member -> {
          String name = member.getKey();
          String value = APART.contains(name) ? null : text(name, member.getValue());
          if (value != null) {
            set(name, value, text -> builder.withContextAttribute(name, text));
          }
        });
    return params(builder.build(), data);
  }

  /** The SDK takes empty ones, and names none that is missing. */
  private static void require(Function<String, @Nullable String> attributes) {
    for (String name : REQUIRED) {
      String value = attributes.apply(name);
      if (value == null || value.isEmpty()) {
        throw RpcException.invalidParams(name, name + " is required of a CloudEvent")
            .hint("send it as the header ce-" + name + ", or as a member of the structured event");
      }
      if (name.equals("specversion") && !value.equals("1.0")) {
        throw RpcException.invalidParams(name, "only CloudEvents 1.0 are taken");
      }
    }
  }

  /** The headers that say something of an event, as the SDK wants them. */
  private static void each(HttpFields headers, BiConsumer<String, String> sink) {
    for (HttpField header : headers) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      String value = header.getValue();
      if (value != null && name.equals("content-type")) {
        sink.accept(name, value);
      } else if (value != null && name.startsWith(PREFIX)) {
        String attribute = name.substring(PREFIX.length());
        set(attribute, decoded(attribute, value), text -> sink.accept(name, text));
      }
    }
  }

  private static void set(String name, String value, Consumer<String> attribute) {
    try {
      attribute.accept(value);
    } catch (CloudEventRWException refusal) {
      throw refused(name, refusal.getKind());
    }
  }

  private static RpcException refused(String name, CloudEventRWExceptionKind kind) {
    if (kind == CloudEventRWExceptionKind.INVALID_EXTENSION_NAME) {
      return RpcException.invalidParams(
          "attributes", "attributes have names of 1 to 40 of a-z and 0-9");
    }
    String must =
        URIS.contains(name)
            ? " must be a URI, absolute or relative, such as /builds/7"
            : " must be a time by RFC 3339, such as 2026-01-31T12:00:00Z";
    return RpcException.invalidParams(
        PLACED.containsKey(name) ? name : "attributes." + name, name + must);
  }

  /** Quotes are taken off, then one round of percent-encoding. */
  private static String decoded(String name, String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    String bare =
        quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    try {
      String text = URLDecoder.decode(bare.replace("+", "%2B"), StandardCharsets.UTF_8);
      return URIS.contains(name) && !isUri(text) ? bare : text;
    } catch (IllegalArgumentException notEncoded) {
      throw RpcException.invalidParams(name, name + " is not percent-encoded as it should be");
    }
  }

  /** Many senders, the SDK among them, leave the percent signs that a URI has as they are. */
  private static boolean isUri(String text) {
    try {
      new URI(text);
      return true;
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  /** Null for what is not there. */
  private static @Nullable String text(String name, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isValueNode()) {
      throw RpcException.invalidParams(name, name + " must be a text");
    }
    return value.asString();
  }

  private @Nullable JsonNode data(ObjectNode event) {
    JsonNode data = event.get("data");
    String bytes = text(BYTES, event.get(BYTES));
    if (bytes == null) {
      return data == null || data.isNull() ? null : data;
    }
    if (data != null) {
      throw RpcException.invalidParams(BYTES, "an event has data or data_base64, not both");
    }
    String type = text("datacontenttype", event.get("datacontenttype"));
    if (type != null && !EventsRoute.isJson(type.split(";", 2)[0].strip())) {
      throw notJson();
    }
    return json(bytes);
  }

  private @Nullable JsonNode json(String base64) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.isBlank() ? null : rpc.tree(text);
    } catch (CharacterCodingException | IllegalArgumentException noText) {
      throw notJson();
    } catch (RpcException refusal) {
      throw refusal.code() == ErrorCode.PARSE_ERROR ? notJson() : refusal;
    }
  }

  private static RpcException notJson() {
    return RpcException.invalidParams(BYTES, "only JSON is taken as data")
        .hint("send JSON, as data or as the base64 of its UTF-8");
  }

  private static ObjectNode params(CloudEvent event, @Nullable JsonNode data) {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    ObjectNode others = JsonNodeFactory.instance.objectNode();
    CloudEventContextWriter writer =
        new CloudEventContextWriter() {
          @Override
          public CloudEventContextWriter withContextAttribute(String name, String value) {
            String place = PLACED.get(name);
            if (place == null) {
              others.put(name, value);
            } else {
              params.put(place, value);
            }
            return this;
          }
        };
    CloudEventUtils.toContextReader(event).readContext(writer);
    if (!others.isEmpty()) {
      params.set("attributes", others);
    }
    if (data != null) {
      params.set("data", data);
    }
    return params;
  }
}
