package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import java.util.HashSet;
import java.util.Set;

/** What agents owe each other once everything has come to rest. */
final class Owed {
  private static final String USER = "user";

  private Owed() {}

  static void check(World world) {
    answers(world);
    events(world);
    bounces(world);
  }

  /** Whoever waits for an answer waits for a task that is not done yet. */
  private static void answers(World world) {
    for (Ledger ledger : world.store().all()) {
      for (Task task : ledger.head().tasks()) {
        for (Task.Call call : task.calls()) {
          if (call.awaits() != null && call.approval() == 0) {
            TaskId asked = TaskId.parse(call.awaits());
            Agent other = world.store().ledger(asked.agent()).head();
            world.check(
                other.tasks().get(asked.seq()) != null,
                () -> ledger.head().id() + " waits for ever for " + asked + ": " + task);
          }
        }
      }
    }
  }

  /** Each event was heard, or it is known that nobody heard it. */
  private static void events(World world) {
    Set<String> heard = new HashSet<>();
    Set<Long> unheard = new HashSet<>();
    for (Journal.Recorded row : world.store().rows()) {
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.EventReceived e) {
          heard.add(e.eventId());
        } else if (entry instanceof Entry.EventUnheard e) {
          unheard.add(e.event());
        }
      }
    }
    for (Journal.Recorded row : world.store().ledger(AgentId.EVENT_LOG).rows()) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        long number = seq++;
        if (entry instanceof Entry.EventPublished e) {
          world.check(
              heard.contains(e.event().eventId()) || unheard.contains(number),
              () -> "nobody knows what became of event " + number + ": " + e);
        }
      }
    }
  }

  /** A mail that nobody began with in time is a dead letter. */
  private static void letters(World world, Ledger ledger) {
    Set<Long> notices = new HashSet<>();
    Set<Long> expired = new HashSet<>();
    for (Journal.Recorded row : ledger.rows()) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        long number = seq++;
        switch (entry) {
          case Entry.MailReceived e when e.from().equals(MailSpec.POSTMASTER) ->
              notices.add(number);
          case Entry.MailExpired e when !notices.contains(e.mail()) -> expired.add(e.mail());
          case Entry.MailDied e -> expired.remove(e.mail());
          default -> {} // of no mail that dies
        }
      }
    }
    world.check(expired.isEmpty(), () -> ledger.head().id() + " has lost its mails " + expired);
  }

  /** A mail of the user's that came to nothing has come back. */
  private static void bounces(World world) {
    Set<String> back = new HashSet<>();
    for (Journal.Recorded row : world.store().ledger(new AgentId(USER)).rows()) {
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.MailReceived e && e.replyTo() != null) {
          world.check(back.add(e.replyTo()), () -> "came back twice: " + e);
        }
      }
    }
    for (Ledger ledger : world.store().all()) {
      letters(world, ledger);
      Set<Long> ofUser = new HashSet<>();
      for (Journal.Recorded row : ledger.rows()) {
        long seq = row.seq();
        for (Entry entry : row.entries()) {
          long number = seq++;
          if (entry instanceof Entry.MailReceived e && e.from().equals(USER)) {
            ofUser.add(number);
          }
          boolean failed = entry instanceof Entry.MailBounced || entry instanceof Entry.MailExpired;
          if (failed && entry instanceof Entry.OfMail e && ofUser.contains(e.mail())) {
            String mail = new TaskId(ledger.head().id(), e.mail()).toString();
            world.check(back.contains(mail), () -> mail + " did not come back: " + entry);
          }
        }
      }
    }
  }
}
