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
      case Entry.TaskImported e -> "imported " + e.source();
      case Entry.OfTask e -> of(e) + " " + e.task() + rest(e);
      case Entry.OfSchedule e -> of(e);
      case Entry.MailReceived e -> "mail from " + e.from();
      case Entry.MailRead e -> "read " + e.mail();
      case Entry.MailReplied e -> "replied to " + e.mail();
      case Entry.MailArchived e -> "archived " + e.mail();
      case Entry.MailExpired e -> "mail expired " + e.mail();
      case Entry.MailBounced e -> "bounced " + e.mail();
      case Entry.BudgetExhausted e ->
          "budget spent" + (e.until() == null ? "" : " until" + time(e.until()));
      case Entry.MailDied e -> "mail died " + e.mail();
      case Entry.EventPublished e -> "published " + e.event().name();
      case Entry.EventUnheard e -> "unheard " + e.event();
      case Entry.NoteRemembered e -> "remembered " + e.note().key();
      case Entry.NoteForgotten e -> "forgot " + e.key();
      case Entry.Subscribed e -> "subscribed " + e.subscription().id();
      case Entry.Unsubscribed e -> "unsubscribed " + e.subscription();
      case Entry.EventReceived e -> "heard " + e.event();
      case Entry.EventRefused e -> "no room for " + e.eventId();
    };
  }

  private static String of(Entry.OfSchedule entry) {
    return switch (entry) {
      case Entry.ScheduleSet e -> "set" + next(e.next());
      case Entry.SchedulePaused e -> "paused";
      case Entry.ScheduleResumed e -> "resumed" + next(e.next());
      case Entry.ScheduleDeleted e -> "schedule deleted";
      case Entry.ScheduleFired e -> "fired" + time(e.dueAt()) + (e.byHand() ? " by hand" : "");
      case Entry.ScheduleSkipped e -> "skipped" + time(e.dueAt());
      case Entry.ScheduleMissed e ->
          "missed" + time(e.dueAt()) + (e.count() == 1 ? "" : " to" + time(e.lastDueAt()));
    };
  }

  private static String next(@Nullable Instant next) {
    return next == null ? " for never" : " for" + time(next);
  }

  private static String of(Entry.OfTask entry) {
    return switch (entry) {
      case Entry.TaskStarted e -> "started";
      case Entry.ModelReplied e -> "replied";
      case Entry.ToolCalled e -> "called";
      case Entry.ToolSuspended e -> "rests";
      case Entry.ToolReturned e -> lower(e.outcome());
      case Entry.TaskSteered e -> "steered";
      case Entry.TaskNudged e -> "nudged";
      case Entry.ApprovalRequested e -> "asks for approval";
      case Entry.ApprovalResolved e -> e.approved() ? "approved" : "not approved";
      case Entry.ConversationCompacted e -> "compacted";
      case Entry.ContextExceeded e -> "too long";
      case Entry.CallLost e -> "call lost";
      case Entry.TaskOverBudget e -> "over budget";
      case Entry.TaskBudgetSet e -> "has more";
      case Entry.TaskRetrying e -> "retrying";
      case Entry.TaskDeferred e -> "deferred";
      case Entry.TaskInterrupted e -> "interrupted";
      case Entry.TaskSucceeded e -> "succeeded";
      case Entry.TaskFailed e -> "failed";
      case Entry.TaskCancelled e -> "cancelled";
      case Entry.TaskExpired e -> "expired";
      case Entry.TaskDied e -> "died";
      case Entry.AskAnswered e -> "answered";
      case Entry.DeadLetterRedriven e -> "redriven";
      case Entry.DeadLetterDiscarded e -> "discarded";
    };
  }

  private static String rest(Entry.OfTask entry) {
    return switch (entry) {
      case Entry.TaskStarted e -> " attempt " + e.attempt() + " run " + e.run();
      case Entry.ModelReplied e -> " step " + e.step();
      case Entry.ToolCalled e -> " " + e.callId();
      case Entry.ToolSuspended e -> " " + e.callId() + time(e.until());
      case Entry.ToolReturned e -> " " + e.callId();
      case Entry.ApprovalRequested e -> " " + e.callId() + time(e.expiresAt());
      case Entry.ApprovalResolved e -> " " + e.callId();
      case Entry.TaskNudged e -> " because " + lower(e.cause());
      case Entry.ConversationCompacted e -> " through " + e.throughStep();
      case Entry.TaskRetrying e -> time(e.notBefore());
      case Entry.TaskDeferred e -> time(e.until());
      case Entry.TaskInterrupted e ->
          " by " + lower(e.cause()) + (e.notBefore() == null ? "" : time(e.notBefore()));
      case Entry.OfTask e -> "";
    };
  }

  /** Seconds after the scene's beginning. */
  static String time(Instant at) {
    double seconds = Duration.between(Scene.START, at).toMillis() / 1000.0;
    return " +" + (seconds == Math.rint(seconds) ? Long.toString((long) seconds) : seconds);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
