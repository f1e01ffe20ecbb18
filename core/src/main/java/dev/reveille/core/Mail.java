package dev.reveille.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail that its receiver has not done with; what it says is in the journal.
 *
 * @param seq where the journal has its {@link Entry.MailReceived}
 * @param threadId mails and replies that belong together
 * @param expiresAt too late to begin with it
 * @param task the task that handles it; 0 while it is unread
 * @param hops mails, events and tasks that led to it
 */
public record Mail(
    long seq,
    String from,
    String subject,
    Priority priority,
    String threadId,
    Instant receivedAt,
    @Nullable Instant expiresAt,
    long task,
    int hops) {

  static Mail received(long seq, Entry.MailReceived e, Instant at) {
    return new Mail(
        seq, e.from(), e.subject(), e.priority(), e.threadId(), at, e.expiresAt(), 0, e.hops());
  }

  public boolean isUnread() {
    return task == 0;
  }

  Mail handledBy(long by) {
    return new Mail(seq, from, subject, priority, threadId, receivedAt, expiresAt, by, hops);
  }
}
