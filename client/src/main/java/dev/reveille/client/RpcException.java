package dev.reveille.client;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The server's refusal of a call: what was wrong, as a number, a symbolic code and a sentence. */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int UNAVAILABLE = -32004;
  private static final int TIMEOUT = -32007;

  private final transient JsonNode error;

  RpcException(JsonNode error) {
    super(Json.text(error, "message"));
    this.error = error;
  }

  /** The JSON-RPC error object as it came. */
  public JsonNode error() {
    return error;
  }

  public int number() {
    return error.path("code").asInt(0);
  }

  /** The symbolic code, such as {@code not_found}; empty if the server gave none. */
  public String code() {
    return Json.text(error.path("data"), "code");
  }

  /** The parameter that was wrong. */
  public Optional<String> field() {
    return data("field");
  }

  /** What to do about it. */
  public Optional<String> hint() {
    return data("hint");
  }

  /** A wait that ran out; what was waited for goes on. */
  public boolean isTimeout() {
    return number() == TIMEOUT;
  }

  /** The server starts, drains or cannot write: the same call may succeed later. */
  public boolean isUnavailable() {
    return number() == UNAVAILABLE;
  }

  private Optional<String> data(String name) {
    return Optional.of(Json.text(error.path("data"), name)).filter(text -> !text.isEmpty());
  }
}
