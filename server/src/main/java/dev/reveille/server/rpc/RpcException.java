package dev.reveille.server.rpc;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An expected refusal of a call. It has no stack trace, because nobody needs one. */
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient Map<String, Object> data;

  /**
   * @param message what was wrong, where, and what to do
   * @param data goes into {@code error.data} beside {@code code}
   */
  public RpcException(ErrorCode code, String message, Map<String, ?> data) {
    super(message, null, false, false);
    this.code = code;
    this.data = Collections.unmodifiableMap(new LinkedHashMap<String, Object>(data));
  }

  public RpcException(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /** A limit that was reached: the name it has in the configuration or protocol, and its value. */
  public static RpcException limit(String name, long value, String message) {
    return new RpcException(ErrorCode.LIMIT_EXCEEDED, message)
        .with("limit", name)
        .with("value", value);
  }

  public static RpcException invalidParams(String field, String message) {
    return new RpcException(ErrorCode.INVALID_PARAMS, message).with("field", field);
  }

  public static RpcException unavailable(String message, Duration retryAfter) {
    return new RpcException(ErrorCode.UNAVAILABLE, message)
        .with("retryAfterSeconds", retryAfter.toSeconds());
  }

  /** The same with one more entry in {@code error.data}. */
  public RpcException with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(key, value);
    return new RpcException(code, message(), more);
  }

  public RpcException hint(String hint) {
    return with("hint", hint);
  }

  public ErrorCode code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public Map<String, Object> data() {
    return data;
  }
}
