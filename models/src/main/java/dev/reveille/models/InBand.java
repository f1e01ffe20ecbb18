package dev.reveille.models;

import dev.reveille.engine.ModelException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the dialect overlooks in a provider's JSON: errors inside a stream that began with 200, and
 * refusals. Events that carry neither are not parsed a second time.
 */
final class InBand {
  private static final JsonMapper JSON = JsonMapper.shared();

  private InBand() {}

  /** Makes a failure of a status and the provider's words. */
  interface ByStatus {
    ModelException of(int status, String said);
  }

  /** The failure that an event tells of. */
  static Optional<ModelException> error(String data, ByStatus byStatus) {
    if (!data.contains("\"error\"")) {
      return Optional.empty();
    }
    JsonNode error = parse(data).path("error");
    if (error.isMissingNode() || error.isNull()) {
      return Optional.empty();
    }
    return Optional.of(byStatus.of(status(error), message(data)));
  }

  /** The piece of a refusal that an event carries; mostly empty. */
  static String refusal(String data) {
    return data.contains("\"refusal\"")
        ? parse(data).at("/choices/0/delta/refusal").asString("")
        : "";
  }

  /** What a provider says in the body of a refusal: its message if it is JSON, else all of it. */
  static String message(String body) {
    JsonNode root = parse(body);
    JsonNode error = root.path("error");
    String message = error.isString() ? error.asString() : error.path("message").asString("");
    String code = error.path("code").isString() ? error.path("code").asString() : "";
    if (message.isEmpty()) {
      message = root.path("message").asString(body);
    }
    return code.isEmpty() || message.contains(code) ? message : message + " [" + code + "]";
  }

  private static int status(JsonNode error) {
    int code = error.path("code").asInt(0);
    if (code >= 400 && code < 600) {
      return code;
    }
    String kind = error.path("code").asString("") + " " + error.path("type").asString("");
    if (kind.contains("rate_limit") || kind.contains("insufficient_quota")) {
      return 429;
    }
    if (kind.contains("overloaded")) {
      return 529;
    }
    return kind.contains("invalid_request") ? 400 : 500;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return JSON.missingNode();
    }
  }
}
