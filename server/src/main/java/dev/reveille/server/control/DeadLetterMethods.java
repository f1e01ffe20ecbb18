package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.Subscription;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Attributes;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The methods of what was given up: tasks that died, events that nobody heard or had room for, and
 * mail that came to nothing.
 */
final class DeadLetterMethods {
  private final Ask ask;
  private final Journal journal;
  private final Views views;
  private final Publisher publisher;

  DeadLetterMethods(Engine engine, Journal journal, Views views, Publisher publisher) {
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
    this.publisher = publisher;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.listDeadLetters",
            Params.ListDeadLetters.class,
            "Lists what was given up, the newest first, a page at a time.",
            this::list)
        .method(
            "async.redriveDeadLetter",
            Params.RedriveDeadLetter.class,
            "Sends a dead letter on its way again: as a new task, with edits, or as a new event or mail.",
            this::redrive)
        .method(
            "async.discardDeadLetter",
            Params.DiscardDeadLetter.class,
            "Puts a dead letter away for good.",
            this::discard);
  }

  private Object list(Params.ListDeadLetters p, Connection c) {
    int limit = Ask.limit(p.limit());
    Long cursor = Ask.cursor(p.cursor());
    String agent = p.agentId() == null ? null : p.agentId().value();
    List<Views.DeadLetter> letters = views.deadLetters(p.kind(), agent, cursor, limit + 1);
    return Page.of("deadLetters", letters, limit, this::row, Views.DeadLetter::cursor);
  }

  private Object row(Views.DeadLetter letter) {
    Map<String, @Nullable Object> row =
        Fields.of(
            "deadLetterId", letter.task(),
            "kind", letter.kind(),
            "reason", letter.reason(),
            "at", letter.at());
    switch (letter.kind()) {
      case TASK -> {
        row.put("agentId", letter.task().agent());
        row.put("taskId", letter.task());
      }
      case MAIL -> {
        row.put("agentId", letter.task().agent());
        row.put("mailId", letter.task());
      }
      case EVENT -> {
        long number = letter.task().seq();
        if (journal.entry(letter.task().agent(), number).orElse(null)
            instanceof Entry.EventRefused refused) {
          row.put("agentId", letter.task().agent());
          row.put("subscriptionId", refused.subscription());
          number = refused.event();
        }
        Event event = EventMethods.published(journal, number);
        row.put("eventId", event.eventId());
        row.put("event", event.name());
      }
    }
    return row;
  }

  private Object redrive(Params.RedriveDeadLetter p, Connection c) throws InterruptedException {
    TaskId dead = p.deadLetterId();
    return switch (journal.entry(dead.agent(), dead.seq()).orElse(null)) {
      case Entry.EventPublished e -> redriveEvent(dead, e.event(), p.edits());
      case Entry.MailReceived e -> redriveMail(dead, e, p.edits());
      case Entry.EventRefused e when e.isDead() -> redriveRefused(dead, e, p.edits());
      case null, default -> {
        if (dead.agent().isReserved()) {
          mayGoAsItIs(dead.agent().isPerson() ? "mail" : "event", dead, p.edits());
        }
        yield redriveTask(dead, p.edits());
      }
    };
  }

  private Object redriveTask(TaskId dead, Params.@Nullable Edits edits)
      throws InterruptedException {
    Entry.TaskQueued old = TaskMethods.history(journal, dead).queued();
    TaskSpec spec =
        new TaskSpec(
                old.prompt(),
                old.priority(),
                old.threadId(),
                null,
                null,
                old.timeout(),
                null,
                old.context(),
                null,
                "redrive:" + dead)
            .about(old.mails())
            .on(old.terms())
            .showing(old.images());
    return again(dead, ask.agent(dead.agent()), spec, edits);
  }

  /**
   * The task that would have come of the event if there had been room, by the words that the
   * subscription has now; if it is gone, by none.
   */
  private Object redriveRefused(
      TaskId dead, Entry.EventRefused refused, Params.@Nullable Edits edits)
      throws InterruptedException {
    Event event = EventMethods.published(journal, refused.event());
    Agent agent = ask.agent(dead.agent());
    Subscription known = agent.subscription(refused.subscription());
    Subscription by =
        known != null
            ? known
            : new Subscription(
                refused.subscription(),
                List.of(event.name()),
                Filter.NONE,
                Priority.LOW,
                null,
                false);
    return again(dead, agent, by.task(event, Attributes.of(event)), edits);
  }

  private Object again(TaskId dead, Agent agent, TaskSpec old, Params.@Nullable Edits edits)
      throws InterruptedException {
    Params.Edits e = edits != null ? edits : Params.Edits.NONE;
    TaskSpec spec =
        Ask.valid(
            "edits.",
            () ->
                new TaskSpec(
                        e.prompt() != null ? e.prompt() : old.prompt(),
                        e.priority() != null ? e.priority() : old.priority(),
                        e.threadId() != null ? e.threadId() : old.threadId(),
                        Ask.wholeMillis(e.notBefore()),
                        Ask.wholeMillis(e.expiresAt()),
                        e.timeoutSeconds() != null ? e.timeoutSeconds() : old.timeout(),
                        e.maxAttempts() != null ? e.maxAttempts() : agent.config().maxAttempts(),
                        e.context() != null
                            ? Json.MAPPER.writeValueAsString(e.context())
                            : old.context(),
                        null,
                        old.origin())
                    .about(old.mails())
                    .on(old.terms())
                    .showing(old.images()));
    Answer.Done done = ask.command(dead.agent(), new Command.Redrive(dead.seq(), spec));
    TaskId task = Objects.requireNonNull(done.task(), "a redriven task has an id");
    return Fields.of("success", true, "deadLetterId", dead, "taskId", task);
  }

  /**
   * Published anew under an id that the letter gives, so that a redrive which is repeated after a
   * crash, or by two at once, is one event.
   */
  private Object redriveEvent(TaskId dead, Event old, Params.@Nullable Edits edits)
      throws InterruptedException {
    mayGoAsItIs("event", dead, edits);
    Event again =
        new Event(
            old.name(),
            old.priority(),
            "redrive:" + dead,
            old.source(),
            old.subject(),
            old.data(),
            old.targets(),
            old.attributes());
    Map<String, @Nullable Object> result = Fields.of("success", true, "deadLetterId", dead);
    result.putAll(publisher.publish(again));
    ask.command(
        dead.agent(), new Command.Discard(dead.seq(), "redriven as event " + again.eventId()));
    return result;
  }

  /** Delivered anew, once, however often it is asked for: for the same reason as an event. */
  private Object redriveMail(TaskId dead, Entry.MailReceived old, Params.@Nullable Edits edits)
      throws InterruptedException {
    mayGoAsItIs("mail", dead, edits);
    MailSpec again =
        new MailSpec(
            old.from(),
            old.subject(),
            old.body(),
            old.priority(),
            old.threadId(),
            old.replyTo(),
            null, // there is no time that it could be too late for any more
            "redrive:" + dead);
    Answer.Done done = ask.command(dead.agent(), new Command.Deliver(again));
    TaskId mail = Objects.requireNonNull(done.task(), "a delivered mail has a number");
    ask.command(dead.agent(), new Command.Discard(dead.seq(), "redriven as mail " + mail));
    return Fields.of("success", true, "deadLetterId", dead, "mailId", mail);
  }

  private void mayGoAsItIs(String what, TaskId dead, Params.@Nullable Edits edits)
      throws InterruptedException {
    if (edits != null && !edits.equals(Params.Edits.NONE)) {
      throw RpcException.invalidParams(
          "edits",
          (what.equals("event") ? "an " : "a ") + what + " is redriven as it is, without edits");
    }
    if (!ask.whatever(dead.agent()).deadLetters().contains(dead.seq())) {
      throw new RpcException(ErrorCode.NOT_FOUND, what + ' ' + dead + " is no open dead letter")
          .hint("listDeadLetters names them");
    }
  }

  private Object discard(Params.DiscardDeadLetter p, Connection c) throws InterruptedException {
    TaskId dead = p.deadLetterId();
    String reason = p.reason() == null ? "" : p.reason();
    ask.command(dead.agent(), new Command.Discard(dead.seq(), reason));
    return Fields.of("success", true, "deadLetterId", dead);
  }
}
