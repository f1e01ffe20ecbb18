package dev.reveille.server.telemetry;

import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskState;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the durable entries that this server has written: of several servers each
 * entry counts at one. It hears them on the store's thread, so all that it does is to add.
 */
final class JournalFigures {
  private static final String[] PRIORITIES = Words.of(Priority.values());
  private static final String[] ENDS = Words.of(TaskState.values());
  private static final String[] KINDS = Words.of(Failure.Kind.values());
  private static final String[] CAUSES = Words.of(Entry.Woke.Cause.values());
  private static final String[] OUTCOMES = Words.of(Entry.ToolReturned.Outcome.values());
  private static final Set<String> ORIGINS =
      Set.of("client", "mail", "event", "schedule", "spawn", "ask", "redrive", "fork");
  private static final String UNKNOWN = "unknown";

  private final Capped models;
  private final Counter queued =
      new Counter("reveille_tasks_queued_total", "Tasks that were queued.", "origin", "priority");
  private final Counter started =
      new Counter(
          "reveille_task_runs_total",
          "Times that a task was taken up: also after a rest, a failure or an interruption.");
  private final Counter ended =
      new Counter("reveille_tasks_ended_total", "Tasks that have ended, by how.", "outcome");
  private final Counter failures =
      new Counter(
          "reveille_task_failures_total",
          "Attempts that came to nothing, and waits for a provider, by why.",
          "kind");
  private final Counter interrupted =
      new Counter(
          "reveille_tasks_interrupted_total",
          "Running tasks that were let go of, by why.",
          "cause");
  private final Counter tokens =
      new Counter(
          "reveille_model_tokens_total",
          "Tokens of model calls, as providers count them; cached_input is part of input.",
          "provider",
          "model",
          "kind");
  private final Counter cost =
      new Counter(
          "reveille_model_cost_usd_total",
          "US dollars that model calls cost by the price table.",
          "provider",
          "model");
  private final Counter unpriced =
      new Counter(
          "reveille_model_unpriced_calls_total",
          "Replies of models whose price nobody knows.",
          "provider",
          "model");
  private final Counter results =
      new Counter(
          "reveille_tool_results_total",
          "Outcomes of tool calls as the journal has them; unknown: a crash came between.",
          "outcome");
  private final Counter sleeps =
      new Counter("reveille_sleeps_total", "Times that an agent was put to sleep.");
  private final Counter wakes =
      new Counter("reveille_wakes_total", "Sleeps that ended, by what ended them.", "cause");
  private final Counter firings =
      new Counter(
          "reveille_schedule_firings_total",
          "Due instants of schedules, by what became of them.",
          "outcome");
  private final Histogram lateness =
      new Histogram(
          "reveille_schedule_lateness_seconds",
          "From the due instant of a schedule until its firing was decided.",
          Buckets.LATENESS);
  private final Counter mails =
      new Counter("reveille_mails_received_total", "Mails that were delivered.", "priority");
  private final Counter mailEnds =
      new Counter("reveille_mails_handled_total", "What became of mails.", "outcome");
  private final Counter published =
      new Counter("reveille_events_published_total", "Events that were published.", "priority");
  private final Counter received =
      new Counter("reveille_events_received_total", "Events that an agent has heard, each time.");
  private final Counter refused =
      new Counter(
          "reveille_events_refused_total",
          "Events of which an agent had no room for the task that it wanted.");
  private final Counter deadLetters =
      new Counter("reveille_dead_letters_total", "Dead letters that were added.", "kind");
  private final Counter approvals =
      new Counter(
          "reveille_approvals_total", "Calls that had to be approved, and decisions.", "step");
  private final Counter exhausted =
      new Counter("reveille_budget_exhausted_total", "Budgets that were spent.", "scope");

  JournalFigures(Capped models) {
    this.models = models;
    for (String priority : PRIORITIES) {
      queued.with("client", priority);
      mails.with(priority);
      published.with(priority);
    }
    Arrays.stream(TaskState.values())
        .filter(TaskState::isTerminal)
        .forEach(end -> ended.with(ENDS[end.ordinal()]));
    List.of(KINDS).forEach(failures::with);
    Arrays.stream(Interruption.values()).forEach(it -> interrupted.with(Words.of(it)));
    List.of(CAUSES).forEach(wakes::with);
    List.of(OUTCOMES).forEach(results::with);
    List.of("fired", "skipped", "missed").forEach(firings::with);
    List.of("read", "replied", "archived", "expired", "bounced").forEach(mailEnds::with);
    List.of("task", "mail", "event").forEach(deadLetters::with);
    List.of("requested", "approved", "denied").forEach(approvals::with);
    List.of("agent", "task").forEach(exhausted::with);
  }

  List<Meter> meters() {
    List<Meter> all =
        new ArrayList<>(
            List.of(
                queued, started, ended, failures, interrupted, tokens, cost, unpriced, results));
    all.addAll(List.of(sleeps, wakes, firings, lateness, mails, mailEnds));
    all.addAll(List.of(published, received, refused, deadLetters, approvals, exhausted));
    return all;
  }

  void hear(Journal.Recorded row) {
    for (Entry entry : row.entries()) {
      hear(row, entry);
    }
  }

  private void hear(Journal.Recorded row, Entry entry) {
    switch (entry) {
      case Entry.TaskQueued e ->
          queued.count(origin(e.origin()), PRIORITIES[e.priority().ordinal()]);
      case Entry.OfTask e -> hear(e);
      case Entry.OfSchedule e -> hear(row, e);
      case Entry.FellAsleep _ -> sleeps.count();
      case Entry.Woke e -> wakes.count(CAUSES[e.cause().ordinal()]);
      case Entry.MailReceived e -> mails.count(PRIORITIES[e.priority().ordinal()]);
      case Entry.OfMail e -> mailEnds.count(end(e));
      case Entry.MailDied _ -> deadLetters.count("mail");
      case Entry.EventUnheard _ -> deadLetters.count("event");
      case Entry.EventPublished e -> published.count(PRIORITIES[e.event().priority().ordinal()]);
      case Entry.EventReceived _ -> received.count();
      case Entry.EventRefused _ -> {
        refused.count();
        deadLetters.count("event");
      }
      case Entry.BudgetExhausted _ -> exhausted.count("agent");
      case Entry _ -> {} // of no interest in numbers
    }
  }

  private void hear(Entry.OfTask entry) {
    switch (entry) {
      case Entry.TaskStarted _ -> started.count();
      case Entry.ModelReplied e -> spent(e.reply().model(), e.reply().usage());
      case Entry.OfCall e -> spent(null, e.usage());
      case Entry.ToolReturned e -> results.count(OUTCOMES[e.outcome().ordinal()]);
      case Entry.TaskRetrying e -> failures.count(KINDS[e.failure().kind().ordinal()]);
      case Entry.TaskDeferred e -> failures.count(KINDS[e.failure().kind().ordinal()]);
      case Entry.TaskInterrupted e -> interrupted.count(Words.of(e.cause()));
      case Entry.TaskEnded e -> ended(e);
      case Entry.ApprovalRequested _ -> approvals.count("requested");
      case Entry.ApprovalResolved e -> approvals.count(e.approved() ? "approved" : "denied");
      case Entry.TaskOverBudget _ -> exhausted.count("task");
      case Entry.OfTask _ -> {} // of no interest in numbers
    }
  }

  private void ended(Entry.TaskEnded entry) {
    ended.count(ENDS[TaskState.of(entry).ordinal()]);
    if (entry instanceof Entry.TaskFailed e) {
      failures.count(KINDS[e.failure().kind().ordinal()]);
    } else if (entry instanceof Entry.TaskDied e) {
      failures.count(KINDS[e.failure().kind().ordinal()]);
      deadLetters.count("task");
    }
  }

  private void hear(Journal.Recorded row, Entry.OfSchedule entry) {
    switch (entry) {
      case Entry.ScheduleFired e -> {
        firings.count("fired");
        if (!e.byHand()) {
          lateness.observe(Duration.between(e.dueAt(), row.at()).toNanos() / 1e9);
        }
      }
      case Entry.ScheduleSkipped _ -> firings.count("skipped");
      case Entry.ScheduleMissed e -> firings.add(e.count(), "missed");
      case Entry.OfSchedule _ -> {} // nothing was due
    }
  }

  /**
   * @param reference of the model, {@code provider:model}; null: not known
   */
  private void spent(@Nullable String reference, Usage usage) {
    int colon = reference == null ? -1 : reference.indexOf(':');
    String provider = reference == null || colon < 0 ? UNKNOWN : reference.substring(0, colon);
    String model = models.of(reference == null ? null : reference.substring(colon + 1));
    String from = models.of(provider);
    tokens.add(usage.inputTokens(), from, model, "input");
    tokens.add(usage.outputTokens(), from, model, "output");
    tokens.add(usage.cachedInputTokens(), from, model, "cached_input");
    cost.add(usage.costMicros() / 1e6, from, model);
    unpriced.add(usage.unpricedCalls(), from, model);
  }

  private static String origin(String origin) {
    int colon = origin.indexOf(':');
    String kind = colon < 0 ? origin : origin.substring(0, colon);
    return ORIGINS.contains(kind) ? kind : Capped.OTHER;
  }

  private static String end(Entry.OfMail entry) {
    return switch (entry) {
      case Entry.MailRead _ -> "read";
      case Entry.MailReplied _ -> "replied";
      case Entry.MailArchived _ -> "archived";
      case Entry.MailExpired _ -> "expired";
      case Entry.MailBounced _ -> "bounced";
    };
  }
}
