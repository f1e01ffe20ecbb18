package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about mail. They throw what {@link ReveilleClient#call} throws. */
public final class Mails {
  private final ReveilleClient client;

  Mails(ReveilleClient client) {
    this.client = client;
  }

  /**
   * Puts a mail into a mailbox. When this returns, it is on disk.
   *
   * @param from {@code user}, {@code user:NAME} or an agent
   * @param to an agent or a person
   * @param subject one line
   * @return its mailId
   */
  public String send(String from, String to, String subject, String body, Priority priority)
      throws IOException {
    ObjectNode params = Json.object().put("from", from).put("to", to).put("subject", subject);
    params.put("body", body).put("priority", priority.wire());
    params.put("idempotencyKey", UUID.randomUUID().toString());
    return Json.text(client.call("sendMail", params), "mailId");
  }

  /**
   * A page of a mailbox, the newest first, without bodies.
   *
   * @param status such as {@code unread}; null: any
   * @param cursor of the page before; empty for the first
   */
  public Page<Mail> list(String mailbox, @Nullable String status, Optional<String> cursor)
      throws IOException {
    Params params = new Params().with("mailbox", mailbox).with("status", status);
    JsonNode page = client.call("listMail", params.with("cursor", cursor.orElse(null)).json());
    return Page.of(page, "mails", Mail.class);
  }

  /** With its body; a person's unread mail is then read. */
  public Mail get(String mailId) throws IOException {
    return Json.read(client.call("getMail", named(mailId)), Mail.class);
  }

  /**
   * Answers a mail. The same words in answer to the same mail are one answer.
   *
   * @return the new mail's mailId
   */
  public String reply(String mailId, String body) throws IOException {
    return Json.text(client.call("replyMail", named(mailId).put("body", body)), "mailId");
  }

  /** Nobody has to deal with it any more. */
  public void archive(String mailId) throws IOException {
    client.call("archiveMail", named(mailId));
  }

  private static ObjectNode named(String mailId) {
    return Json.object().put("mailId", mailId);
  }
}
