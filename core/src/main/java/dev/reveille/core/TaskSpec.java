package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as its sender wants it.
 *
 * @param prompt what to do
 * @param threadId tasks of one thread run one after another and share a conversation
 * @param notBefore it does not start earlier
 * @param expiresAt it ends as expired if it is not running by then
 * @param timeout overrides the agent's {@code taskTimeout}
 * @param maxAttempts overrides the agent's
 * @param context a JSON object as text, given to the model as data beside the prompt
 * @param idempotencyKey the same key again answers with the first task
 * @param origin where it comes from: {@code client}, {@code redrive:ID}, …
 */
public record TaskSpec(
    String prompt,
    Priority priority,
    @Nullable String threadId,
    @Nullable Instant notBefore,
    @Nullable Instant expiresAt,
    @Nullable Duration timeout,
    @Nullable Integer maxAttempts,
    @Nullable String context,
    @Nullable String idempotencyKey,
    String origin) {
  public TaskSpec {
    Check.that(!prompt.isBlank(), "prompt must say something", '"' + prompt + '"');
    Check.instant("notBefore", notBefore);
    Check.instant("expiresAt", expiresAt);
    if (timeout != null) {
      Check.positive("timeoutSeconds", timeout);
    }
    if (maxAttempts != null) {
      Check.range("maxAttempts", maxAttempts, 1, 1_000);
    }
    if (threadId != null) {
      Check.range("threadId's length", threadId.length(), 1, 200);
    }
    if (idempotencyKey != null) {
      Check.range("idempotencyKey's length", idempotencyKey.length(), 1, 200);
    }
  }

  /** A task of normal priority that asks for nothing special. */
  public static TaskSpec of(String prompt) {
    return new TaskSpec(
        prompt, Priority.NORMAL, null, null, null, null, null, null, null, "client");
  }
}
