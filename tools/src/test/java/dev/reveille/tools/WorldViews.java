package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mailboxes of a {@link World}, folded anew for each question; no other table. */
record WorldViews(List<Journal.Recorded> rows) implements Views {

  @Override
  public List<MailRow> mails(MailFilter filter, @Nullable Long before, int limit) {
    List<MailRow> found =
        all().values().stream()
            .filter(mail -> mail.id().agent().value().equals(filter.mailbox()))
            .filter(mail -> filter.status() == null || mail.status() == filter.status())
            .toList();
    return found.reversed().stream().limit(limit).toList();
  }

  @Override
  public Optional<MailRow> mail(TaskId id) {
    return Optional.ofNullable(all().get(id));
  }

  private Map<TaskId, MailRow> all() {
    Map<TaskId, MailRow> mails = new LinkedHashMap<>();
    for (Journal.Recorded row : rows) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.MailReceived e) {
          TaskId id = new TaskId(row.agent(), seq);
          mails.put(id, received(id, row, e));
        } else if (entry instanceof Entry.OfMail e) {
          mails.computeIfPresent(
              new TaskId(row.agent(), e.mail()), (id, mail) -> with(mail, status(e)));
        }
        seq++;
      }
    }
    return mails;
  }

  private static MailRow received(TaskId id, Journal.Recorded row, Entry.MailReceived e) {
    return new MailRow(
        row.position(),
        id,
        e.from(),
        e.subject(),
        e.priority(),
        e.threadId(),
        e.replyTo(),
        MailStatus.UNREAD,
        row.at());
  }

  private static MailStatus status(Entry.OfMail entry) {
    return switch (entry) {
      case Entry.MailRead e -> MailStatus.READ;
      case Entry.MailReplied e -> MailStatus.REPLIED;
      case Entry.MailArchived e -> MailStatus.ARCHIVED;
      case Entry.MailExpired e -> MailStatus.EXPIRED;
      case Entry.MailBounced e -> MailStatus.BOUNCED;
    };
  }

  private static MailRow with(MailRow mail, MailStatus status) {
    return new MailRow(
        mail.cursor(),
        mail.id(),
        mail.from(),
        mail.subject(),
        mail.priority(),
        mail.threadId(),
        mail.replyTo(),
        status,
        mail.receivedAt());
  }

  // ── not there ──────────────────────────────────────────────────────────────────────────────

  @Override
  public List<AgentRow> agents(AgentFilter filter, String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<AgentRow> agent(String agentId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<TaskRow> task(TaskId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<TaskRow> thread(String agentId, String threadId, long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<DeadLetter> deadLetters(
      DeadLetter.@Nullable Kind kind, @Nullable String agentId, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<FiringRow> firings(
      String agentId, String scheduleId, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<EventRow> events(
      @Nullable String name, @Nullable Instant since, @Nullable Long before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<NoteRow> notes(AgentId owner, String words, int skip, int limit) {
    Map<String, NoteRow> notes = new LinkedHashMap<>();
    for (Journal.Recorded row : rows) {
      for (Entry entry : row.entries()) {
        if (row.agent().equals(owner) && entry instanceof Entry.NoteRemembered e) {
          notes.put(e.note().key(), new NoteRow(row.position(), owner, e.note(), row.at()));
        } else if (row.agent().equals(owner) && entry instanceof Entry.NoteForgotten e) {
          notes.remove(e.key());
        }
      }
    }
    return notes.values().stream()
        .filter(note -> note.note().text().contains(words))
        .skip(skip)
        .limit(limit)
        .toList();
  }

  @Override
  public List<AgentId> listeners(String event, String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ApprovalRow> approvals(@Nullable String agentId, @Nullable TaskId after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Census agentsByState() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Standing standing(Instant wakesBefore) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Spending spentSince(Instant period) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<AgentId> wakeableAtLoad(double load, int limit) {
    throw new UnsupportedOperationException();
  }
}
