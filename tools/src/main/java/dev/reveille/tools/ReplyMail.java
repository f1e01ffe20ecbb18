package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.MailSpec;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Views;
import tools.jackson.databind.node.ObjectNode;

/** {@code reply_mail}: an answer to the sender of a mail, in the same thread. */
final class ReplyMail implements Tool {
  private static final String RE = "Re: ";
  private static final int SUBJECT_CHARS = 200;
  private static final Spec SPEC =
      new Spec(
          "reply_mail",
          "Answers a mail of your mailbox: its sender gets the answer as mail in the same thread.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["mailId", "body"],
                "properties": {
                  %s,
                  "body": {"type": "string", "pattern": "\\\\S", "maxLength": %d},
                  %s}}
              """
                  .formatted(Mailbox.MAIL_ID, MailSpec.MAX_BODY, Words.PRIORITY)),
          ToolPolicy.IDEMPOTENT,
          "mail");

  private final Mailbox mailbox;
  private final Outbox outbox;

  ReplyMail(Mailbox mailbox, Outbox outbox) {
    this.mailbox = mailbox;
    this.outbox = outbox;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws RefusedException, InterruptedException {
    Views.MailRow mail = mailbox.mail(context.agent(), arguments.get("mailId").stringValue());
    if (mail.from().equals(MailSpec.POSTMASTER)) {
      return new Outcome.Failed(
          "Mail " + mail.id() + " is from the postmaster, whom nobody can answer.");
    }
    TaskId sent =
        outbox.deliver(
            new AgentId(mail.from()),
            new MailSpec(
                context.agent().value(),
                answering(mail.subject()),
                arguments.get("body").stringValue(),
                Words.priority(arguments),
                mail.threadId(),
                mail.id().toString(),
                null,
                Words.key(context.idempotencyKey()),
                context.nextHop()));
    // Sent, then marked: after a crash between the two the call runs again and sends nothing new.
    Command mark = new Command.MarkMail(mail.id().seq(), Command.MarkMail.As.REPLIED);
    String note =
        switch (outbox.commands().ask(context.agent(), mark)) {
          case Answer.Done done -> "";
          case Answer.Refused refused ->
              "; " + mail.id() + " could not be marked as replied: " + refused.why();
        };
    return new Outcome.Returned("sent as mail " + sent + note);
  }

  private static String answering(String subject) {
    String one = Words.line(subject);
    boolean answers = one.regionMatches(true, 0, RE, 0, RE.strip().length());
    return Words.start(answers ? one : (RE + one).strip(), SUBJECT_CHARS);
  }
}
