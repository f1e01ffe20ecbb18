package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.RpcException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Reads what is posted, up to a limit. */
final class Bodies {
  /** Bytes over the limit that are still read, so that the client gets to see its refusal. */
  private static final int MAX_DISCARDED = 8 << 20;

  private final int max;
  private final Replies replies;

  /**
   * @param max bytes of one body
   */
  Bodies(int max, Replies replies) {
    this.max = max;
    this.replies = replies;
  }

  /** What the body is said to be, such as {@code application/json}; empty if not UTF-8. */
  static String mediaType(Request request) {
    String given = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (given == null) {
      return "";
    }
    String type = given.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
    int semicolon = type.indexOf(';');
    return semicolon < 0
        ? type
        : type.substring(semicolon).equals(";charset=utf-8") ? type.substring(0, semicolon) : "";
  }

  /** The body as text; if that cannot be had, it is refused here. */
  Optional<String> text(Request request, Response response, Callback callback) throws IOException {
    boolean hopeless = request.getLength() > (long) max + MAX_DISCARDED;
    byte[] body = hopeless ? new byte[max + 1] : read(request, max);
    if (body.length > max) {
      String message = "a body may have " + max + " bytes";
      replies.refuse(response, 413, RpcException.limit("maxFrameBytes", max, message), callback);
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException notUtf8) {
      RpcException refusal = new RpcException(ErrorCode.PARSE_ERROR, "the body is not UTF-8");
      replies.refuse(response, refusal, callback);
      return Optional.empty();
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
}
