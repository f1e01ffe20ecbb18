package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.engine.Views.FiringRow;
import dev.reveille.engine.Views.FiringRow.Outcome;
import dev.reveille.engine.Views.MailRow;
import dev.reveille.engine.Views.MailStatus;
import dev.reveille.engine.Views.NoteRow;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a {@link MemoryJournal} knows of mails, firings and events, all by position. */
final class MemoryPost {
  final NavigableMap<Long, MailRow> mails = new TreeMap<>();
  final NavigableMap<Long, Firing> firings = new TreeMap<>();
  final NavigableMap<Long, EventRow> events = new TreeMap<>();

  final NavigableMap<Long, NoteRow> notes = new TreeMap<>();

  record Firing(AgentId agent, String schedule, FiringRow row) {}

  /**
   * @param id the agent, and the number of the entry
   */
  void add(Entry entry, long position, TaskId id, Instant at) {
    switch (entry) {
      case Entry.MailReceived e -> mails.put(position, MailRow.of(e, position, id, at));
      case Entry.OfMail e -> mark(new TaskId(id.agent(), e.mail()), e);
      case Entry.OfSchedule e -> fired(e, position, id.agent(), at);
      case Entry.EventPublished e ->
          events.put(position, new EventRow(position, id.seq(), e.event().name(), at));
      case Entry.NoteRemembered e -> {
        notes.values().removeIf(note -> isOf(note, id.agent(), e.note().key()));
        notes.put(position, new NoteRow(position, id.agent(), e.note(), at));
      }
      case Entry.NoteForgotten e ->
          notes.values().removeIf(note -> isOf(note, id.agent(), e.key()));
      case Entry.AgentDeleted e -> {
        notes.values().removeIf(note -> note.owner().equals(id.agent()));
        mails.values().removeIf(mail -> mail.id().agent().equals(id.agent()));
        firings.values().removeIf(firing -> firing.agent().equals(id.agent()));
      }
      default -> {} // of nothing that lies here
    }
  }

  private static boolean isOf(NoteRow note, AgentId owner, String key) {
    return note.owner().equals(owner) && note.note().key().equals(key);
  }

  private void mark(TaskId id, Entry.OfMail entry) {
    for (MailRow mail : mails.values()) {
      if (mail.id().equals(id)) {
        mails.put(mail.cursor(), mail.with(statusAfter(mail.status(), entry)));
      }
    }
  }

  private static MailStatus statusAfter(MailStatus before, Entry.OfMail entry) {
    return switch (entry) {
      // Its task ends after it has answered: that makes it no less answered.
      case Entry.MailRead e -> before == MailStatus.REPLIED ? before : MailStatus.READ;
      case Entry.MailReplied e -> MailStatus.REPLIED;
      case Entry.MailArchived e -> MailStatus.ARCHIVED;
      case Entry.MailExpired e -> MailStatus.EXPIRED;
      case Entry.MailBounced e -> MailStatus.BOUNCED;
    };
  }

  private void fired(Entry.OfSchedule entry, long position, AgentId agent, Instant at) {
    FiringRow row =
        switch (entry) {
          case Entry.ScheduleFired e ->
              new FiringRow(
                  position, e.dueAt(), e.dueAt(), 1, Outcome.FIRED, e.byHand(), null, e.task(), at);
          case Entry.ScheduleSkipped e ->
              new FiringRow(
                  position, e.dueAt(), e.dueAt(), 1, Outcome.SKIPPED, false, e.why(), 0, at);
          case Entry.ScheduleMissed e ->
              new FiringRow(
                  position,
                  e.dueAt(),
                  e.lastDueAt(),
                  e.count(),
                  Outcome.MISSED,
                  false,
                  e.why(),
                  0,
                  at);
          default -> null; // no line of the ledger
        };
    if (row != null) {
      firings.put(position, new Firing(agent, entry.schedule(), row));
    }
  }
}
