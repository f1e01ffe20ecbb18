package dev.reveille.server.rpc;

import java.util.Locale;

/** Why a call was refused: the number and the symbol that stand in its answer. */
public enum ErrorCode {
  /** Not JSON. */
  PARSE_ERROR(-32700),
  /** JSON, but not a JSON-RPC 2.0 request, or one that this transport cannot serve. */
  INVALID_REQUEST(-32600),
  METHOD_NOT_FOUND(-32601),
  /** A field is unknown, missing or wrong; {@code data.field} names it. */
  INVALID_PARAMS(-32602),
  /** A bug. The answer has an incident number that the log has too, and no stack trace. */
  INTERNAL(-32603),
  /** No such agent, task, schedule, mail, … */
  NOT_FOUND(-32001),
  /** It exists already, or its state does not allow this. */
  CONFLICT(-32002),
  /** A limit of {@code data.limit}, which is {@code data.value}, is reached. */
  LIMIT_EXCEEDED(-32003),
  /**
   * Starting, draining, store not writable; {@code data.retryAfterSeconds} says when to ask again.
   */
  UNAVAILABLE(-32004),
  UNAUTHENTICATED(-32005),
  FORBIDDEN(-32006),
  /** A wait ran out; the task goes on. */
  TIMEOUT(-32007);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** As it stands in {@code error.data.code}, such as {@code not_found}. */
  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }
}
