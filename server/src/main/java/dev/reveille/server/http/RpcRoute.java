package dev.reveille.server.http;

import dev.reveille.server.rpc.Answer;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /rpc}: one frame, one answer. What reaches the methods is answered 200 (204 if there
 * is nothing to say), error or not; other statuses are for what does not.
 */
final class RpcRoute {
  /** Bytes over the limit that are still read, so that the client gets to see its refusal. */
  private static final int MAX_DISCARDED = 8 << 20;

  private final Rpc rpc;
  private final Replies replies;

  RpcRoute(Rpc rpc, Replies replies) {
    this.rpc = rpc;
    this.replies = replies;
  }

  void handle(Request request, Response response, Callback callback) throws IOException {
    if (!request.getMethod().equals("POST")) {
      replies.methodNotAllowed(response, "POST", callback);
    } else if (!isJson(request.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
      RpcException refusal =
          new RpcException(ErrorCode.INVALID_REQUEST, "the body must be application/json in UTF-8")
              .hint("send Content-Type: application/json");
      replies.refuse(response, 415, refusal, callback);
    } else {
      answer(request, response, callback);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
    return type.equals("application/json") || type.equals("application/json;charset=utf-8");
  }

  private void answer(Request request, Response response, Callback callback) throws IOException {
    int max = rpc.limits().maxFrameBytes();
    boolean hopeless = request.getLength() > (long) max + MAX_DISCARDED;
    byte[] body = hopeless ? new byte[max + 1] : read(request, max);
    if (body.length > max) {
      String message = "a body may have " + max + " bytes";
      replies.refuse(response, 413, RpcException.limit("maxFrameBytes", max, message), callback);
      return;
    }
    try {
      String frame = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      deliver(run(frame, request), response, callback);
    } catch (CharacterCodingException notUtf8) {
      RpcException refusal = new RpcException(ErrorCode.PARSE_ERROR, "the body is not UTF-8");
      replies.refuse(response, refusal, callback);
    }
  }

  /** One byte more than the limit says that it is too long; then the rest is read and forgotten. */
  private static byte[] read(Request request, int max) throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(max + 1);
      byte[] forgotten = new byte[body.length > max ? 8192 : 0];
      int left = MAX_DISCARDED;
      while (left > 0 && forgotten.length > 0) {
        int read = in.read(forgotten);
        left = read < 0 ? 0 : left - read;
      }
      return body;
    }
  }

  private Answer run(String frame, Request request) {
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
