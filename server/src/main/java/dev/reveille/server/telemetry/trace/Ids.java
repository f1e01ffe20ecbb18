package dev.reveille.server.telemetry.trace;

import dev.reveille.core.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Ids of traces and spans, made of what the journal says and of nothing else: so the same span has
 * the same id whenever, and by whichever process, it is made. The instant keeps apart what two
 * servers call by the same name.
 */
final class Ids {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private Ids() {}

  /** Of the trace that begins with a task. */
  static String trace(TaskId root, Instant queuedAt) {
    return hash("trace " + root + ' ' + queuedAt.toEpochMilli(), TRACE_BYTES);
  }

  /** Of a task's own span. */
  static String task(TaskId task, Instant queuedAt) {
    return part(task, queuedAt, "task");
  }

  /**
   * Of a span within a task: a call's, so that who comes of the call finds it.
   *
   * @param call {@code STEP#CALL}
   */
  static String call(TaskId task, Instant queuedAt, String call) {
    return part(task, queuedAt, "call " + call);
  }

  /** Of a span within a task that has a name within it. */
  static String part(TaskId task, Instant queuedAt, String name) {
    return hash("span " + task + ' ' + queuedAt.toEpochMilli() + ' ' + name, SPAN_BYTES);
  }

  private static String hash(String text, int bytes) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
