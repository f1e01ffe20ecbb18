package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The methods of mail, between agents and people. */
final class MailMethods {
  private static final AgentId USER = new AgentId("user");
  private static final int MAX_SUBJECT = 200;
  private static final String RE = "Re: ";

  private final Ask ask;
  private final Journal journal;
  private final Views views;
  private final InstantSource clock;

  MailMethods(Engine engine, Journal journal, Views views, InstantSource clock) {
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
    this.clock = clock;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.sendMail",
            Params.SendMail.class,
            "Puts a mail into the mailbox of an agent or a person.",
            this::send)
        .method(
            "async.listMail",
            Params.ListMail.class,
            "Lists the mails of a mailbox, the newest first, a page at a time.",
            this::list)
        .method(
            "async.getMail",
            Params.Mail.class,
            "Answers one mail with its body; a person's unread mail is then read.",
            this::get)
        .method(
            "async.replyMail",
            Params.ReplyMail.class,
            "Answers a mail: to its sender, from the owner of its mailbox.",
            this::reply)
        .method(
            "async.archiveMail",
            Params.Mail.class,
            "Puts a mail away; nobody has to deal with it any more.",
            this::archive);
  }

  private Object send(Params.SendMail p, Connection c) throws InterruptedException {
    AgentId from = p.from() == null ? USER : p.from();
    if (!from.isPerson() && !isThere(from)) {
      throw RpcException.invalidParams(
          "from", "from must be user, user:NAME or an agent that exists, but was \"" + from + '"');
    }
    String key = checked(p.idempotencyKey());
    String replyTo = p.replyTo() == null ? null : p.replyTo().toString();
    String thread = p.replyTo() == null ? null : row("replyTo", p.replyTo()).threadId();
    Instant now = clock.instant();
    Instant expiresAt = p.ttlSeconds() == null ? null : Ask.wholeMillis(now.plus(p.ttlSeconds()));
    MailSpec mail =
        Ask.valid(
            "",
            () ->
                new MailSpec(
                    from.value(),
                    p.subject() == null ? "" : oneLine(p.subject()),
                    p.body(),
                    p.priority() == null ? Priority.NORMAL : p.priority(),
                    thread,
                    replyTo,
                    expiresAt,
                    key));
    return Fields.of("success", true, "mailId", deliver(p.to(), mail));
  }

  /** Subjects stand in prompts, line by line: none may look like two. */
  private static String oneLine(String subject) {
    if (subject.lines().count() > 1) {
      throw RpcException.invalidParams("subject", "subject must be one line");
    }
    return subject;
  }

  private boolean isThere(AgentId id) throws InterruptedException {
    return !id.isReserved() && ask.whatever(id).exists();
  }

  private TaskId deliver(AgentId to, MailSpec mail) throws InterruptedException {
    return Objects.requireNonNull(
        ask.command(to, new Command.Deliver(mail)).task(), "a delivered mail has a number");
  }

  private Object list(Params.ListMail p, Connection c) throws InterruptedException {
    int limit = Ask.limit(p.limit());
    Views.MailFilter filter = new Views.MailFilter(p.mailbox().value(), p.status());
    List<Views.MailRow> rows = views.mails(filter, Ask.cursor(p.cursor()), limit + 1);
    if (rows.isEmpty() && !p.mailbox().isPerson()) {
      ask.agent(p.mailbox());
    }
    return Page.of("mails", rows, limit, row -> row(row, row.status()), Views.MailRow::cursor);
  }

  private static Map<String, @Nullable Object> row(Views.MailRow row, Views.MailStatus status) {
    return Fields.of(
        "mailId", row.id(),
        "from", row.from(),
        "to", row.id().agent(),
        "subject", row.subject(),
        "priority", row.priority(),
        "threadId", row.threadId(),
        "replyTo", row.replyTo(),
        "status", status,
        "receivedAt", row.receivedAt());
  }

  private Object get(Params.Mail p, Connection c) throws InterruptedException {
    Views.MailRow row = row("mailId", p.mailId());
    Entry.MailReceived received = received(p.mailId());
    Views.MailStatus status = row.status();
    if (status == Views.MailStatus.UNREAD && row.id().agent().isPerson()) {
      mark(row.id(), Command.MarkMail.As.READ);
      status = Views.MailStatus.READ;
    }
    Map<String, @Nullable Object> view = row(row, status);
    view.put("expiresAt", received.expiresAt());
    view.put("body", received.body());
    return view;
  }

  private Object reply(Params.ReplyMail p, Connection c) throws InterruptedException {
    Views.MailRow row = row("mailId", p.mailId());
    if (row.from().equals(MailSpec.POSTMASTER)) {
      String message = "mail " + p.mailId() + " is from the postmaster, whom nobody can answer";
      throw new RpcException(ErrorCode.CONFLICT, message);
    }
    String own = checked(p.idempotencyKey());
    AgentId owner = row.id().agent();
    if (!owner.isPerson()) {
      ask.agent(owner);
    }
    MailSpec mail =
        Ask.valid(
            "",
            () ->
                new MailSpec(
                    owner.value(),
                    subject(row.subject()),
                    p.body(),
                    p.priority() == null ? Priority.NORMAL : p.priority(),
                    row.threadId(),
                    row.id().toString(),
                    null,
                    own != null ? own : key(row.id(), p.body())));
    TaskId sent = deliver(new AgentId(row.from()), mail);
    if (row.status() != Views.MailStatus.REPLIED) {
      mark(row.id(), Command.MarkMail.As.REPLIED);
    }
    return Fields.of("success", true, "mailId", sent, "replyTo", row.id());
  }

  /** Those of notices have room in the mailbox that clients have not. */
  private static @Nullable String checked(@Nullable String key) {
    if (key != null && key.startsWith(MailSpec.NOTICE)) {
      throw RpcException.invalidParams(
          "idempotencyKey", "idempotencyKey must not begin with " + MailSpec.NOTICE);
    }
    return key;
  }

  /**
   * The same words in answer to the same mail are one answer: whoever asks again, because a crash
   * came between the answer and the mark, does not answer twice.
   */
  private static String key(TaskId mail, String body) {
    byte[] words = (mail + "\n" + body).getBytes(StandardCharsets.UTF_8);
    return "reply:" + UUID.nameUUIDFromBytes(words);
  }

  /** One {@code Re:} is enough. */
  private static String subject(String old) {
    String subject = old.startsWith(RE) ? old : RE + old;
    return subject.length() <= MAX_SUBJECT ? subject : subject.substring(0, MAX_SUBJECT);
  }

  private Object archive(Params.Mail p, Connection c) throws InterruptedException {
    Views.MailRow row = row("mailId", p.mailId());
    if (row.status() != Views.MailStatus.ARCHIVED) {
      mark(row.id(), Command.MarkMail.As.ARCHIVED);
    }
    return Fields.of("success", true, "mailId", row.id());
  }

  private void mark(TaskId mail, Command.MarkMail.As as) throws InterruptedException {
    ask.command(mail.agent(), new Command.MarkMail(mail.seq(), as));
  }

  private Views.MailRow row(String field, MailId id) {
    return views.mail(id.place()).orElseThrow(() -> noMail(field, id));
  }

  private Entry.MailReceived received(MailId id) {
    Entry entry = journal.entry(id.place().agent(), id.place().seq()).orElse(null);
    if (entry instanceof Entry.MailReceived received) {
      return received;
    }
    throw noMail("mailId", id);
  }

  private static RpcException noMail(String field, MailId id) {
    return new RpcException(ErrorCode.NOT_FOUND, "no mail " + id)
        .with("field", field)
        .hint("listMail names those of a mailbox");
  }
}
