package dev.reveille.testkit;

import dev.reveille.core.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the auditor knows of one mailbox: each mail comes to one end. */
final class MailTrail {
  private final Map<Long, Entry.MailReceived> open = new HashMap<>();
  private final Map<Long, Long> handledBy = new HashMap<>();
  private final Set<Long> over = new HashSet<>();
  private final Set<Long> letters = new HashSet<>();

  @Nullable String take(long seq, Instant at, Entry entry) {
    return switch (entry) {
      case Entry.MailReceived e -> {
        open.put(seq, e);
        yield null;
      }
      case Entry.MailExpired e -> {
        Entry.MailReceived mail = open.get(e.mail());
        boolean late = mail != null && mail.expiresAt() != null && !at.isBefore(mail.expiresAt());
        yield late && !handledBy.containsKey(e.mail()) ? end(e.mail()) : "it has not expired";
      }
      case Entry.MailBounced e -> end(e.mail());
      // Whoever owns the mailbox may mark what he has done with before, whatever that was.
      case Entry.OfMail e -> open.containsKey(e.mail()) ? end(e.mail()) : null;
      default -> null;
    };
  }

  private @Nullable String end(long mail) {
    over.add(mail);
    handledBy.remove(mail);
    return open.remove(mail) != null ? null : "there is no such mail";
  }

  @Nullable String handled(long task, List<Long> mails) {
    for (long mail : mails) {
      if (!open.containsKey(mail) && !over.contains(mail)) {
        return "there is no mail " + mail;
      }
      if (open.containsKey(mail) && handledBy.put(mail, task) != null) {
        return "mail " + mail + " is handled already";
      }
    }
    return null;
  }

  @Nullable String died(long mail) {
    return over.contains(mail) && letters.add(mail) ? null : "it is not over, or died before";
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Mails that no task has taken. */
  long unread() {
    return open.keySet().stream().filter(mail -> !handledBy.containsKey(mail)).count();
  }

  @Override
  public String toString() {
    return open.keySet().toString();
  }
}
