package dev.reveille.client;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parameters of a call, of which only those that were given are sent. */
final class Params {

  private final ObjectNode json;

  Params() {
    this(Json.object());
  }

  /** More of the same. */
  Params(ObjectNode begun) {
    json = begun;
  }

  Params with(String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
    return this;
  }

  Params with(String name, @Nullable Number value) {
    switch (value) {
      case null -> {}
      case Integer whole -> json.put(name, whole);
      case Long whole -> json.put(name, whole);
      default -> json.put(name, value.doubleValue());
    }
    return this;
  }

  /** In seconds. */
  Params with(String name, @Nullable Duration value) {
    if (value != null) {
      json.set(name, Json.seconds(value));
    }
    return this;
  }

  Params with(String name, @Nullable OffsetDateTime value) {
    if (value != null) {
      json.put(name, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value));
    }
    return this;
  }

  Params with(String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(name);
      values.forEach(array::add);
    }
    return this;
  }

  /** An object in which nothing stands counts as not given. */
  Params with(String name, JsonNode value) {
    if (!Text.isEmpty(value)) {
      json.set(name, value);
    }
    return this;
  }

  Params flag(String name, boolean given) {
    if (given) {
      json.put(name, true);
    }
    return this;
  }

  ObjectNode json() {
    return json;
  }
}
