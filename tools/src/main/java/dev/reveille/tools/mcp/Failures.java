package dev.reveille.tools.mcp;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What exceptions of the library mean. */
final class Failures {
  private static final int MOST = 300;

  private Failures() {}

  /** In words, bounded: what is at the bottom of it. */
  static String words(Throwable failure) {
    Throwable bottom = failure;
    for (int depth = 0; depth < 20 && bottom.getCause() != null; depth++) {
      bottom = bottom.getCause();
    }
    if (has(failure, ConnectException.class) && bottom instanceof ClosedChannelException) {
      return "nobody listens there"; // the JDK's HTTP client says it without words
    }
    String message = bottom.getMessage();
    String words =
        message == null || message.isBlank() ? bottom.getClass().getSimpleName() : message.strip();
    return words.length() <= MOST ? words : words.substring(0, MOST) + "…";
  }

  static boolean isInterrupt(Throwable failure) {
    return Thread.currentThread().isInterrupted() || has(failure, InterruptedException.class);
  }

  static boolean isTimeout(Throwable failure) {
    return has(failure, TimeoutException.class);
  }

  private static boolean has(Throwable failure, Class<?> kind) {
    @Nullable Throwable at = failure;
    for (int depth = 0; depth < 20 && at != null; depth++) {
      if (kind.isInstance(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }
}
