package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Mail between agents and people. */
@Command(
    name = "mail",
    synopsisSubcommandLabel = "COMMAND",
    description = "Mail: list, read, send, reply, archive.")
final class MailCommands {

  private final Root root;

  MailCommands(Root root) {
    this.root = root;
  }

  /** One mail. */
  static final class Mail {
    @Parameters(
        index = "0",
        paramLabel = "MAIL",
        description = "The mail's id, like user/3, as 'mail list' shows it.")
    private String id = "";

    Params params() {
      return new Params().with("mailId", id);
    }

    String mailbox() {
      return id.substring(0, Math.max(0, id.lastIndexOf('/')));
    }
  }

  @Command(
      name = "list",
      description = "List a mailbox, the newest first: yours, or an agent's.",
      footer = {"", "Example: reveille mail list --status unread --watch"})
  int list(
      @Parameters(
              arity = "0..1",
              defaultValue = "user",
              paramLabel = "MAILBOX",
              description = "user (default), user:NAME or an agent.")
          String mailbox,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "unread, read, replied, archived, expired or bounced.")
          @Nullable String status,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Table table =
        new Table()
            .with("mail", row -> Json.text(row, "mailId"))
            .state("status")
            .state("priority")
            .with("from")
            .ago("received", "receivedAt")
            .minor()
            .with("thread", row -> Json.text(row, "threadId"))
            .minor()
            .with("subject");
    Params params = new Params().with("mailbox", mailbox).with("status", status);
    return page.list(root, "listMail", params, "mails", table, "mail");
  }

  @Command(
      name = "read",
      description = "Read a mail. A person's unread mail is then read; an agent's stays as it is.",
      footer = {"", "Example: reveille mail read user/3"})
  int read(@Mixin Mail mail, @Mixin Watching watching) throws IOException, InterruptedException {
    View view = new View("getMail", mail.params().json(), MailCommands::letter);
    return root.show(view.of(mail.mailbox()).on("mail"), watching);
  }

  private static String letter(JsonNode mail) {
    return Card.render(Json.without(mail, "body")) + "\n\n" + Text.lines(Json.text(mail, "body"));
  }

  @Command(
      name = "send",
      description = "Send a mail. An agent's mail becomes a task of its.",
      footer = {
        "",
        "Example: reveille mail send reviewer 'Please look at docs/.' --subject Docs --priority"
            + " high"
      })
  int send(
      @Parameters(
              index = "0",
              paramLabel = "TO",
              description = "An agent, or a person: user, user:NAME.")
          String to,
      @Parameters(
              index = "1",
              paramLabel = "BODY",
              description = "The text; '-' reads it from standard input.")
          String body,
      @Option(names = "--from", paramLabel = "NAME", description = "Whose mail (default: user).")
          @Nullable String from,
      @Option(names = "--subject", paramLabel = "TEXT", description = "One line.")
          @Nullable String subject,
      @Option(
              names = "--reply-to",
              paramLabel = "MAIL",
              description = "Go on with this mail's thread.")
          @Nullable String replyTo,
      @Option(
              names = "--ttl",
              paramLabel = "DURATION",
              description = "It goes back if nobody has begun with it by then.")
          @Nullable Duration ttl,
      @Mixin Sending sending)
      throws IOException {
    Params params =
        new Params()
            .with("to", to)
            .with("body", root.textOrInput(body))
            .with("from", from)
            .with("subject", subject)
            .with("replyTo", replyTo)
            .with("ttlSeconds", ttl);
    return root.call(
        "sendMail",
        sending.onto(params).json(),
        result -> Json.text(result, "mailId") + " sent to " + to);
  }

  /** What a mail and an answer to one have in common. */
  static final class Sending {
    @Option(
        names = "--priority",
        paramLabel = "PRIORITY",
        description = "low, normal, high or urgent (default normal).")
    private @Nullable String priority;

    @Option(
        names = "--key",
        paramLabel = "TEXT",
        description = "An idempotency key: sent again with it, the first mail is answered.")
    private @Nullable String key;

    Params onto(Params params) {
      return params.with("priority", priority).with("idempotencyKey", key);
    }
  }

  @Command(
      name = "reply",
      description = "Answer a mail, in its thread; it is then replied.",
      footer = {"", "Example: reveille mail reply user/3 'Yes, go on.'"})
  int reply(
      @Mixin Mail mail,
      @Parameters(
              index = "1",
              paramLabel = "BODY",
              description = "The text; '-' reads it from standard input.")
          String body,
      @Mixin Sending sending)
      throws IOException {
    Params params = sending.onto(mail.params().with("body", root.textOrInput(body)));
    return root.call(
        "replyMail",
        params.json(),
        result -> "%s replied: %s".formatted(mail.id, Json.text(result, "mailId")));
  }

  @Command(
      name = "archive",
      description = "Put a mail away: nobody has to deal with it any more.",
      footer = {"", "Example: reveille mail archive user/3"})
  int archive(@Mixin Mail mail) throws IOException {
    return root.call("archiveMail", mail.params().json(), result -> mail.id + " archived");
  }
}
