package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.MailSpec;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import java.util.Objects;

/** Takes mail to its receiver. */
record Outbox(Commands commands) {

  /**
   * Blocks until the mail is durable.
   *
   * @return mailbox and number of the mail, or of the one that was sent before with the same key
   */
  TaskId deliver(AgentId to, MailSpec mail) throws RefusedException, InterruptedException {
    return switch (commands.ask(to, new Command.Deliver(mail))) {
      case Answer.Done done -> Objects.requireNonNull(done.task(), "a delivery is about a mail");
      case Answer.Refused refused -> throw new RefusedException(refused.why());
    };
  }
}
