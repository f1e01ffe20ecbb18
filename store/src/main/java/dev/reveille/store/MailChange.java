package dev.reveille.store;

import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.MailRow;
import dev.reveille.engine.Views.MailStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one mail since the query tables were last brought up to date; not its text. */
final class MailChange {
  final TaskId id;

  private @Nullable MailRow received;
  private MailStatus status = MailStatus.UNREAD;
  private boolean sparesReplied;

  MailChange(TaskId id) {
    this.id = id;
  }

  void received(Entry.MailReceived e, long position, Instant at) {
    received = MailRow.of(e, position, id, at);
  }

  void marked(Entry.OfMail entry) {
    switch (entry) {
      case Entry.MailRead e -> read();
      case Entry.MailReplied e -> is(MailStatus.REPLIED);
      case Entry.MailArchived e -> is(MailStatus.ARCHIVED);
      case Entry.MailExpired e -> is(MailStatus.EXPIRED);
      case Entry.MailBounced e -> is(MailStatus.BOUNCED);
    }
  }

  /** The task of a mail ends after it has answered: that makes the mail no less answered. */
  private void read() {
    if (status != MailStatus.REPLIED) {
      // If nothing is known of it yet, the table has to say whether it was answered before.
      sparesReplied |= !isNew() && status == MailStatus.UNREAD;
      status = MailStatus.READ;
    }
  }

  private void is(MailStatus now) {
    status = now;
    sparesReplied = false;
  }

  boolean isNew() {
    return received != null;
  }

  MailStatus status() {
    return status;
  }

  /** True if a mail that the table has as answered stays so. */
  boolean sparesReplied() {
    return sparesReplied;
  }

  /** Its row, if it is new. */
  MailRow row() {
    MailRow m = received;
    if (m == null) {
      throw new IllegalStateException("mail " + id + " did not come just now");
    }
    return m.with(status);
  }
}
