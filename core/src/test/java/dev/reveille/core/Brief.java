package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Entries and decisions in so few words that a table of them can be read. */
final class Brief {
  private Brief() {}

  static String of(Decision decision) {
    return switch (decision) {
      case Decision.Accepted d -> d.entries().isEmpty() ? "-" : of(d.entries());
      case Decision.Rejected d -> d.code().name();
    };
  }

  static String of(List<Entry> entries) {
    return entries.stream().map(Brief::of).collect(Collectors.joining(", "));
  }

  private static String of(Entry entry) {
    return switch (entry) {
      case Entry.AgentCreated e -> e.started() ? "created" : "created stopped";
      case Entry.AgentUpdated e -> "updated";
      case Entry.AgentStarted e -> "agent started";
      case Entry.AgentDraining e -> "draining";
      case Entry.AgentStopped e -> "stopped";
      case Entry.AgentDeleted e -> "deleted";
      case Entry.FellAsleep e ->
          "asleep" + (e.sleep().until() == null ? "" : time(e.sleep().until()));
      case Entry.Woke e -> "woke by " + lower(e.cause());
      case Entry.TaskQueued e -> "queued " + lower(e.priority());
      case Entry.OfTask e -> of(e) + " " + e.task() + rest(e);
      case Entry.OfSchedule e -> of(e);
      case Entry.MailReceived e -> "mail from " + e.from();
      case Entry.MailRead e -> "read " + e.mail();
      case Entry.MailReplied e -> "replied to " + e.mail();
      case Entry.MailArchived e -> "archived " + e.mail();
      case Entry.MailExpired e -> "mail expired " + e.mail();
      case Entry.MailBounced e -> "bounced " + e.mail();
      case Entry.MailDied e -> "mail died " + e.mail();
