package dev.reveille.server.http;

import dev.reveille.server.rpc.Answer;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code POST /rpc}: one frame, one answer. What reaches the methods is answered 200 (204 if there
 * is nothing to say), error or not; other statuses are for what does not.
 */
final class RpcRoute {
  private final Rpc rpc;
  private final Bodies bodies;
  private final Replies replies;

  RpcRoute(Rpc rpc, Bodies bodies, Replies replies) {
    this.rpc = rpc;
    this.bodies = bodies;
    this.replies = replies;
  }

  void handle(Request request, Response response, Callback callback) throws IOException {
    if (!request.getMethod().equals("POST")) {
      replies.methodNotAllowed(response, "POST", callback);
    } else if (!Bodies.mediaType(request).equals("application/json")) {
      RpcException refusal =
          new RpcException(ErrorCode.INVALID_REQUEST, "the body must be application/json in UTF-8")
              .hint("send Content-Type: application/json");
      replies.refuse(response, 415, refusal, callback);
    } else {
      Optional<String> frame = bodies.text(request, response, callback);
      if (frame.isPresent()) {
        deliver(run(rpc, frame.get(), request), response, callback);
      }
    }
  }

  /** Runs the calls of a frame that has no connection of its own. */
  static Answer run(Rpc rpc, String frame, Request request) {
    Connection connection = Connection.oneShot(rpc, Request.getRemoteAddr(request));
    try {
      return connection.answer(frame);
    } finally {
      connection.close();
    }
  }

  private void deliver(Answer answer, Response response, Callback callback) {
    String text = answer.text();
    Callback written = Callback.from(callback, answer::written);
    if (text == null) {
      response.setStatus(204);
      written.succeeded();
    } else {
      replies.json(response, 200, text, written);
    }
  }
}
