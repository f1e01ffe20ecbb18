package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of mail. It lies unread until a task takes it, which happens in the decision that
 * makes it due, so that no mail and no falling asleep can pass each other by.
 */
final class MailRules {
  /** A wake event that every agent understands: mail of its own that is urgent. */
  private static final String URGENT_MAIL = "urgent_mail";

  private MailRules() {}

  static @Nullable Rejected deliver(Draft draft, MailSpec mail) {
    Agent agent = draft.agent();
    String key = mail.idempotencyKey() == null ? null : "mail:" + mail.idempotencyKey();
    Long known = key == null ? null : agent.keys().task(key);
    if (known != null) {
      draft.about(known);
      return null;
    }
    Rejected tooFar = TaskRules.tooFar(agent, mail.hops());
    if (tooFar != null && !agent.id().isPerson()) {
      return tooFar;
    }
    // What tells of mail that came to nothing, or of what only a person can settle, has some room
    // of its own.
    int spare = mail.isOfTheSystem() ? agent.config().mailboxLimit() : 0;
    int limit = agent.config().mailboxLimit() + spare;
    if (agent.mails().size() >= limit) {
      return new Rejected(
          Code.LIMIT_EXCEEDED,
          "the mailbox of "
              + agent.id()
              + " has "
              + limit
              + " mails that nobody has done with, its mailboxLimit; try again later",
          new Decision.Limit("mailboxLimit", limit));
    }
    long seq = agent.seq() + 1;
    String thread = mail.threadId() != null ? mail.threadId() : "mail:" + agent.id() + '/' + seq;
    draft.add(
        new Entry.MailReceived(
            mail.from(),
            mail.subject(),
            mail.body(),
            mail.priority(),
            thread,
            mail.replyTo(),
            mail.expiresAt(),
            key,
            mail.hops()));
    draft.about(seq);
    wake(draft);
    return null;
  }

  /**
   * Ends a sleep that some mail of the agent's is reason enough to end; also one that begins with
   * such mail in the queue, so that it makes no difference which came first.
   */
  static void wake(Draft draft) {
    Agent agent = draft.agent();
    Sleep sleep = agent.sleep();
    if (sleep == null || agent.life() == Agent.Life.PASSIVE) {
      return;
    }
    for (Mail mail : agent.mails()) {
      Task task = agent.tasks().get(mail.task());
      boolean waits = task == null || task.state() == TaskState.QUEUED;
      if (waits && isReason(agent, sleep, mail)) {
        String why = "mail " + agent.id() + '/' + mail.seq() + " from " + mail.from();
        draft.add(new Entry.Woke(Entry.Woke.Cause.MAIL, why));
        return;
      }
    }
  }

  private static boolean isReason(Agent agent, Sleep sleep, Mail mail) {
    Priority asked = sleep.wakeOnMailPriority();
    return mail.priority().atLeast(agent.config().wakeOnPriority())
        || asked != null && mail.priority().atLeast(asked)
        || mail.priority() == Priority.URGENT && sleep.wakesOn(URGENT_MAIL);
  }

  static @Nullable Rejected mark(Draft draft, long seq, Command.MarkMail.As as) {
    Mail mail = draft.agent().mail(seq);
    if (mail == null && (seq < 1 || seq > draft.agent().seq())) {
      return new Rejected(Code.NOT_FOUND, "no mail " + draft.agent().id() + '/' + seq);
    }
    draft.add(
        switch (as) {
          case READ -> new Entry.MailRead(seq);
          case REPLIED -> new Entry.MailReplied(seq);
          case ARCHIVED -> new Entry.MailArchived(seq);
        });
    return null;
  }

  static void expire(Draft draft) {
    for (Mail mail : draft.agent().mails()) {
      if (mail.isUnread() && Rules.isPast(mail.expiresAt(), draft.now())) {
        draft.add(new Entry.MailExpired(mail.seq()));
        die(draft, mail, "nobody began with it before " + mail.expiresAt());
      }
    }
  }

  /** Gives the mail that is due to tasks, as far as there is room in the queue. */
  static void handle(Draft draft) {
    while (handlesMail(draft.agent())) {
      Instant check = checkAt(draft.agent());
      int most = AgentLimits.mailsPerTask(draft.agent());
      List<Mail> due = new ArrayList<>();
      for (Mail mail : draft.agent().mails()) {
        boolean now = isPressing(draft.agent(), mail);
        if (mail.isUnread() && now) {
          due = List.of(mail);
          break;
        }
        if (mail.isUnread() && Rules.isPast(check, draft.now()) && due.size() < most) {
          due.add(mail);
        }
      }
      if (due.isEmpty()) {
        return;
      }
      TaskRules.queue(draft, task(draft.agent(), due));
    }
  }

  private static boolean handlesMail(Agent agent) {
    boolean room = agent.queueDepth() < agent.config().queueLimit();
    return agent.exists() && agent.life() != Agent.Life.PASSIVE && room && agent.hasUnread();
  }

  private static boolean isPressing(Agent agent, Mail mail) {
    return agent.config().checkMailInterval() == null
        || mail.priority().atLeast(agent.config().wakeOnPriority());
  }

  /** When the oldest unread mail has lain long enough; null if nothing is to be done about any. */
  static @Nullable Instant checkAt(Agent agent) {
    if (!handlesMail(agent)) {
      return null;
    }
    for (Mail mail : agent.mails()) {
      if (mail.isUnread()) {
        return isPressing(agent, mail) || agent.config().checkMailInterval() == null
            ? mail.receivedAt()
            : mail.receivedAt().plus(agent.config().checkMailInterval());
      }
    }
    return null;
  }

  private static TaskSpec task(Agent agent, List<Mail> mails) {
    Mail first = mails.getFirst();
    Priority priority = first.priority();
    boolean oneThread = true;
    int hops = 0;
    List<Long> seqs = new ArrayList<>();
    StringBuilder prompt = new StringBuilder("You have mail:");
    for (Mail mail : mails) {
      priority = mail.priority().atLeast(priority) ? mail.priority() : priority;
      oneThread &= mail.threadId().equals(first.threadId());
      seqs.add(mail.seq());
      hops = Math.max(hops, mail.hops());
      prompt.append("\n- ").append(agent.id()).append('/').append(mail.seq());
      prompt.append(" from ").append(mail.from()).append(": ");
      prompt.append(mail.subject().isEmpty() ? "(no subject)" : mail.subject());
    }
    String thread = oneThread && first.threadId().length() <= 200 ? first.threadId() : null;
    String origin = "mail:" + agent.id() + '/' + first.seq();
    return TaskSpec.of(prompt.toString(), priority, thread, origin)
        .about(seqs)
        .on(TaskTerms.NONE.after(hops));
  }

  /** The mails of a task that has ended have been dealt with, or go back to their senders. */
  static void taskEnded(Draft draft, Entry.TaskEnded end) {
    for (Mail mail : draft.agent().mails()) {
      if (mail.task() == end.task()) {
        String trouble =
            switch (end) {
              case Entry.TaskSucceeded e -> "";
              case Entry.TaskFailed e -> "its task failed: " + e.failure().message();
              case Entry.TaskDied e -> "its task died: " + e.failure().message();
              case Entry.TaskCancelled e -> "its task was cancelled: " + e.reason();
              case Entry.TaskExpired e -> "its task expired";
            };
        draft.add(
            trouble.isEmpty()
                ? new Entry.MailRead(mail.seq())
                : new Entry.MailBounced(mail.seq(), trouble));
        if (isLost(end)) {
          die(draft, mail, trouble);
        }
      }
    }
  }

  /** A task that died is a dead letter itself; one that was cancelled, somebody has decided on. */
  private static boolean isLost(Entry.TaskEnded end) {
    return end instanceof Entry.TaskFailed || end instanceof Entry.TaskExpired;
  }

  /** In the same decision that ends the mail, and so exactly once. */
  private static void die(Draft draft, Mail mail, String why) {
    if (!mail.from().equals(MailSpec.POSTMASTER)) {
      draft.add(new Entry.MailDied(mail.seq(), why));
      TaskRules.limitDeadLetters(draft);
    }
  }

  /** Nobody is there any more. */
  static void bounceAll(Draft draft, String why) {
    for (Mail mail : draft.agent().mails()) {
      draft.add(new Entry.MailBounced(mail.seq(), why));
    }
  }
}
