package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;

/** A mail that nobody could deal with: its sender is told. */
final class Bounce extends Parcel {
  private final Journal journal;
  private final TaskId mail;
  private final String reason;

  Bounce(Post post, long position, Journal journal, TaskId mail, String reason) {
    super(post, position);
    this.journal = journal;
    this.mail = mail;
    this.reason = reason;
  }

  @Override
  void carryOn() {
    Entry entry = journal.entry(mail.agent(), mail.seq()).orElse(null);
    if (!(entry instanceof Entry.MailReceived received)
        || received.from().equals(MailSpec.POSTMASTER)) {
      done();
      return;
    }
    String subject = "Undelivered: " + received.subject();
    MailSpec notice =
        new MailSpec(
            MailSpec.POSTMASTER,
            subject.substring(0, Math.min(subject.length(), 200)),
            "Your mail " + mail + " to " + mail.agent() + " was not dealt with: " + reason,
            Priority.NORMAL,
            received.threadId(),
            mail.toString(),
            null,
            "bounce:" + mail);
    post.tell(new AgentId(received.from()), new Command.Deliver(notice), this::delivered);
  }

  @Override
  String what() {
    return "that mail " + mail + " was not dealt with (" + reason + "), to its sender";
  }
}
