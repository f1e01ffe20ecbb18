package dev.reveille.server.control;

import dev.reveille.core.TaskId;

/**
 * A mail's name, {@code MAILBOX/NUMBER}.
 *
 * @param place the mailbox, and the number of the mail in its journal
 */
record MailId(TaskId place) {

  /**
   * @throws IllegalArgumentException if the text is not of the form {@code MAILBOX/NUMBER}
   */
  static MailId parse(String text) {
    try {
      return new MailId(TaskId.parse(text));
    } catch (IllegalArgumentException notOne) {
      throw new IllegalArgumentException(
          "mailId must look like MAILBOX/NUMBER, as sendMail answers it, but was \"" + text + '"');
    }
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
