package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.RpcException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, such as a broken request line: JSON as everything else, no stack. */
final class HttpErrors extends ErrorHandler {
  private final Replies replies;

  HttpErrors(Replies replies) {
    this.replies = replies;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    boolean stops = !request.getConnectionMetaData().getConnector().getServer().isStarted();
    if (status >= 500 && stops) {
      // What a stopping server breaks off is no bug of its own: the next one can be asked again.
      replies.refuse(
          response,
          HttpStatus.SERVICE_UNAVAILABLE_503,
          RpcException.unavailable("the server is stopping", Duration.ofSeconds(1)),
          callback);
      return;
    }
    ErrorCode code = status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
    String words = status < 500 && message != null ? message : HttpStatus.getMessage(status);
    replies.refuse(response, status, new RpcException(code, words), callback);
  }
}
