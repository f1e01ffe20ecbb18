package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes HTTP answers: nearly always JSON, never cached, refusals in the form of a JSON-RPC error.
 */
final class Replies {
  private final Rpc rpc;

  Replies(Rpc rpc) {
    this.rpc = rpc;
  }

  void json(Response response, int status, String body, Callback callback) {
    write(response, status, "application/json", body, callback);
  }

  /** What is no JSON, because whoever reads it knows another format. */
  void text(Response response, String contentType, String body, Callback callback) {
    write(response, 200, contentType, body, callback);
  }

  private static void write(
      Response response, int status, String contentType, String body, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Content.Sink.write(response, true, body, callback);
  }

  /** Whoever is refused does not keep the connection. */
  void refuse(Response response, int status, RpcException refusal, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (status == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    json(response, status, rpc.refusal(refusal), callback);
  }

  /** With the status that the code has in HTTP. */
  void refuse(Response response, RpcException refusal, Callback callback) {
    refuse(response, status(refusal.code()), refusal, callback);
  }

  void methodNotAllowed(Response response, String allowed, Callback callback) {
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    RpcException refusal =
        new RpcException(ErrorCode.INVALID_REQUEST, "this address takes " + allowed + " only");
    refuse(response, 405, refusal, callback);
  }

  static int status(ErrorCode code) {
    return switch (code) {
      case PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND, METHOD_NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case LIMIT_EXCEEDED, UNAVAILABLE -> 503;
      case TIMEOUT -> 504;
      case INTERNAL -> 500;
    };
  }
}
