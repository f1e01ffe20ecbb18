package dev.reveille.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail as its sender wants it.
 *
 * @param from an agent, {@code user}, {@code user:NAME}, or {@link #POSTMASTER}
 * @param subject in one line; may be empty
 * @param threadId of the conversation that it goes on with; null: it begins one
 * @param replyTo the mail that it answers, as {@code MAILBOX/NUMBER}
 * @param expiresAt too late to begin with it
 * @param idempotencyKey the same key again is the same mail
 * @param hops mails, events and tasks that led to it, each one from the work on the one before
 */
public record MailSpec(
    String from,
    String subject,
    String body,
    Priority priority,
    @Nullable String threadId,
    @Nullable String replyTo,
    @Nullable Instant expiresAt,
    @Nullable String idempotencyKey,
    int hops) {
  /** Says what became of mail; nobody can answer it. */
  public static final String POSTMASTER = "postmaster";

  /**
   * How the keys of mail begin by which an agent lets {@code user} know that somebody must decide;
   * no client's key may.
   */
  public static final String NOTICE = "notice:";

  public static final int MAX_BODY = 256_000;

  public MailSpec {
    Check.that(!body.isBlank(), "body must say something", '"' + body + '"');
    Check.range("subject's length", subject.length(), 0, 200);
    Check.that(
        subject.chars().noneMatch(c -> c < ' '), "subject must be one line of text", subject);
    Check.range("body's length", body.length(), 1, MAX_BODY);
    Check.instant("expiresAt", expiresAt);
    if (threadId != null) {
      Check.range("threadId's length", threadId.length(), 1, 200);
    }
    if (idempotencyKey != null) {
      Check.range("idempotencyKey's length", idempotencyKey.length(), 1, 300);
      Check.that(
          from.equals(POSTMASTER) || !idempotencyKey.startsWith("bounce:"),
          "idempotencyKey must not begin like those of bounce:",
          idempotencyKey);
    }
  }

  /** True if it must not be kept out of its mailbox by ordinary mail. */
  boolean isOfTheSystem() {
    boolean notice = idempotencyKey != null && idempotencyKey.startsWith(NOTICE);
    return notice || from.equals(POSTMASTER);
  }

  /** A mail that nothing led to. */
  public MailSpec(
      String from,
      String subject,
      String body,
      Priority priority,
      @Nullable String threadId,
      @Nullable String replyTo,
      @Nullable Instant expiresAt,
      @Nullable String idempotencyKey) {
    this(from, subject, body, priority, threadId, replyTo, expiresAt, idempotencyKey, 0);
  }
}
