package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;

/** One mail after another out of an agent's own mailbox; nobody sees another's. */
record Mailbox(Views views, Journal journal) {
  /** A schema's property. */
  static final String MAIL_ID =
      """
      "mailId": {"type": "string", "minLength": 1, "maxLength": 200,
        "description": "as list_mail names it: MAILBOX/NUMBER"}\
      """;

  /**
   * @param id as a model gave it
   */
  Views.MailRow mail(AgentId owner, String id) throws RefusedException {
    TaskId parsed;
    try {
      parsed = TaskId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "mailId must look like " + owner + "/7, as list_mail names it, but was \"" + id + "\".");
    }
    if (!parsed.agent().equals(owner)) {
      throw new RefusedException(
          "Mail " + id + " is not in your mailbox, which is that of " + owner + '.');
    }
    return views
        .mail(parsed)
        .orElseThrow(() ->
            new RefusedException(
                "There is no mail " + id + " in your mailbox; list_mail names those it has."));
  }

  /** All that the mail says. Blocks. */
  Entry.MailReceived content(TaskId id) throws RefusedException {
    if (journal.entry(id.agent(), id.seq()).orElse(null) instanceof Entry.MailReceived mail) {
      return mail;
    }
    throw new RefusedException("The journal does not have mail " + id + " any more.");
  }
}
