package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param mails mails of its agent's that it is about; null: none
 * @param ask the call that waits for its end; null: nobody asked
 * @param terms how it is done otherwise than others; null: in no way
 * @param images shown beside the prompt; null: none
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
    String origin,
    @Nullable List<Long> mails,
    @Nullable Ask ask,
    @Nullable TaskTerms terms,
    @Nullable List<Image> images) {
  public TaskSpec {
    terms = TaskTerms.NONE.equals(terms) ? null : terms;
    mails = mails == null ? null : List.copyOf(mails);
    images = images == null || images.isEmpty() ? null : List.copyOf(images);
    if (images != null) {
      Check.range("images' number", images.size(), 1, Message.User.MAX_IMAGES);
    }
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
      Check.that(
          !idempotencyKey.startsWith("mail:") && !idempotencyKey.startsWith("event:"),
          "idempotencyKey must not begin like those of mail: and event:",
          idempotencyKey);
    }
  }

  /** A task that is about no mail, and that nobody waits for. */
  public TaskSpec(
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
    this(
        prompt,
        priority,
        threadId,
        notBefore,
        expiresAt,
        timeout,
        maxAttempts,
        context,
        idempotencyKey,
        origin,
        null,
        null,
        null,
        null);
  }

  /**
   * The same, about these mails of its agent's.
   *
   * @param of null: none
   */
  public TaskSpec about(@Nullable List<Long> of) {
    return with(of, ask, terms, images);
  }

  /** The same, as somebody who waits for its end asks for it. */
  public TaskSpec askedBy(Ask by) {
    return with(mails, by, terms, images);
  }

  /**
   * The same, done in another way.
   *
   * @param other null: as its agent's others
   */
  public TaskSpec on(@Nullable TaskTerms other) {
    return with(mails, ask, other, images);
  }

  /**
   * The same, with pictures.
   *
   * @param shown null: none
   */
  public TaskSpec showing(@Nullable List<Image> shown) {
    return with(mails, ask, terms, shown);
  }

  private TaskSpec with(
      @Nullable List<Long> of,
      @Nullable Ask by,
      @Nullable TaskTerms other,
      @Nullable List<Image> shown) {
    return new TaskSpec(
        prompt,
        priority,
        threadId,
        notBefore,
        expiresAt,
        timeout,
        maxAttempts,
        context,
        idempotencyKey,
        origin,
        of,
        by,
        other,
        shown);
  }

  /** A task of normal priority that asks for nothing special. */
  public static TaskSpec of(String prompt) {
    return of(prompt, Priority.NORMAL, null, "client");
  }

  /** A task that asks for nothing special. */
  static TaskSpec of(String prompt, Priority priority, @Nullable String threadId, String origin) {
    return new TaskSpec(prompt, priority, threadId, null, null, null, null, null, null, origin);
  }
}
