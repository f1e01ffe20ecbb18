package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in the past tense. The journal of these is the only truth; everything else is
 * derived from it. Types and fields are only ever added.
 *
 * <p>An entry knows neither its agent nor its sequence number nor its instant: the journal does. A
 * {@code task} is the sequence number of the {@link TaskQueued} that began it.
 */
public sealed interface Entry {

  /** An entry in the life of one task. */
  sealed interface OfTask extends Entry {
    long task();
  }

  /** The end of a model call, which took something. */
  sealed interface OfCall extends OfTask {
    Usage usage();
  }

  // ── the agent ──────────────────────────────────────────────────────────────────────────────

  /**
   * @param definition name of a registered definition; empty if it came inline
   */
  record AgentCreated(
      String definition, @Nullable InlineDefinition inline, AgentConfig config, boolean started)
      implements Entry {}

  record AgentUpdated(AgentConfig config) implements Entry {}

  record AgentStarted() implements Entry {}

  /** No task starts any more; it stops when the running ones have ended. */
  record AgentDraining() implements Entry {}

  record AgentStopped() implements Entry {}

  record AgentDeleted() implements Entry {}

  record FellAsleep(Sleep sleep) implements Entry {}

  record Woke(Cause cause, String reason) implements Entry {

    /** What ended the sleep. */
    public enum Cause {
      TIME,
      HAND,
      TASK,
      MAIL,
      EVENT,
      LOAD
    }
  }

  // ── a task from the queue to its end ───────────────────────────────────────────────────────

  /**
   * @param images shown beside the prompt; null: none. Here and nowhere else, so that the agent's
   *     state stays small
   */
  record TaskQueued(
      String prompt,
      Priority priority,
      @Nullable String threadId,
      @Nullable Instant notBefore,
      @Nullable Instant expiresAt,
      @Nullable Duration timeout,
      int maxAttempts,
      @Nullable String context,
      @Nullable String idempotencyKey,
      String origin,
      @Nullable List<Long> mails,
      @Nullable Ask ask,
      @Nullable TaskTerms terms,
      @Nullable List<Image> images)
      implements Entry {
    public TaskQueued {
      images = images == null ? null : List.copyOf(images);
    }

    /** One without pictures. */
    public TaskQueued(
        String prompt,
        Priority priority,
        @Nullable String threadId,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Duration timeout,
        int maxAttempts,
        @Nullable String context,
        @Nullable String idempotencyKey,
        String origin,
        @Nullable List<Long> mails,
        @Nullable Ask ask,
        @Nullable TaskTerms terms) {
      this(
          prompt,
          priority,
          threadId,
          notBefore,
          expiresAt,
          timeout,
          maxAttempts,
          context,
          idempotencyKey,
          origin,
          mails,
          ask,
          terms,
          null);
    }
  }

  /**
   * A task that was recorded elsewhere was taken in: to be read, replayed and forked. It never was
   * in this agent's queue and has cost it nothing, so its own entries, with the numbers and the
   * instants of another journal, are not the agent's. They stay in their recording.
   *
   * @param source the id that it has there
   * @param state how it ended
   * @param digest of the recording, by which it is known again
   * @param recording the file that was exported, as JSON
   */
  record TaskImported(
      String source,
      TaskState state,
      Priority priority,
      int attempt,
      Instant queuedAt,
      @Nullable Instant startedAt,
      Instant endedAt,
      String digest,
      String recording)
      implements Entry {
    public TaskImported {
      Check.that(state.isTerminal(), "an imported task has ended", state);
    }

    /** The agent's key for it: the same recording is taken in once. */
    String key() {
      return "import:" + digest;
    }
  }

  /**
   * Recorded before any work of it begins.
   *
   * @param attempt from 1; a new one after each failure
   * @param run from 1; a new one each time that it is taken up, also after a rest or a crash
   */
  record TaskStarted(long task, int attempt, int run) implements OfTask {}

  /**
   * @param step from 1, the model calls of this task
   * @param asked what it replied to; null in journals from before that was kept
   */
  record ModelReplied(long task, int step, ModelReply reply, @Nullable Asked asked)
      implements OfCall {
    public ModelReplied(long task, int step, ModelReply reply) {
      this(task, step, reply, null);
    }

    @Override
    public Usage usage() {
      return reply.usage();
    }
  }

  /**
   * The intent. Durable before the tool is touched.
   *
   * @param arguments a fingerprint of them, by which repetitions are noticed
   */
  record ToolCalled(long task, String callId, String tool, ToolPolicy policy, int arguments)
      implements OfTask {}

  /**
   * The call waits until somebody has agreed to it.
   *
   * @param reply where the journal has the {@link ModelReplied} that made the call
   * @param expiresAt no answer until then is a no
   */
  record ApprovalRequested(long task, String callId, String tool, long reply, Instant expiresAt)
      implements OfTask {}

  /**
   * @param approval number of its {@link ApprovalRequested}
   * @param note for the model, if the answer is no; for people in any case
   */
  record ApprovalResolved(long task, String callId, long approval, boolean approved, String note)
      implements OfTask {}

  /**
   * The call rests until then, or until what it awaits has come; if nothing else of the task goes
   * on, the task waits.
   */
  record ToolSuspended(
      long task, String callId, Instant until, String reason, @Nullable String awaits)
      implements OfTask {}

  /** The outcome of a call. */
  record ToolReturned(long task, String callId, Outcome outcome, String text) implements OfTask {

    /** How the call ended. */
    public enum Outcome {
      OK,
      FAILED,
      /** A crash came between intent and outcome, and the tool may not be run again. */
      UNKNOWN
    }
  }

  record TaskSteered(long task, String message) implements OfTask {}

  /** What Reveille itself tells the model, so that the task goes on. */
  record TaskNudged(long task, Cause cause, String message) implements OfTask {

    /** What was the matter with its last step. */
    public enum Cause {
      /** The reply was cut by its limit of length. */
      CUT,
      /** The reply said nothing. */
      EMPTY,
      /** The reply asked to go on. */
      ASKED,
      /** The result does not fit its schema. */
      RESULT,
      /** The last steps brought nothing new. */
      LOOP
    }
  }

  /**
   * What was said up to a step is told to the model in short from now on; the journal keeps it.
   *
   * @param throughStep the last step that the summary speaks of
   */
  record ConversationCompacted(long task, int throughStep, String summary, Usage usage)
      implements OfCall {}

  /**
   * The model said that the conversation is too long for it. Before the step is tried again the
   * conversation is made shorter.
   */
  record ContextExceeded(long task, Failure failure) implements OfTask {}

  /**
   * A model call was given up while it was under way, or broke off. What it took is not known; it
   * is reckoned as the agent's dearest so far.
   */
  record CallLost(long task, Usage reckoned) implements OfCall {
    @Override
    public Usage usage() {
      return reckoned;
    }
  }

  /** Its own budget is spent; it waits for more. */
  record TaskOverBudget(long task, String reached) implements OfTask {}

  record TaskBudgetSet(long task, Budget budget) implements OfTask {}

  /** The attempt failed; there is another one. */
  record TaskRetrying(long task, Failure failure, Instant notBefore) implements OfTask {}

  /** The provider has no time for us yet; no attempt is burnt. */
  record TaskDeferred(long task, Failure failure, Instant until) implements OfTask {}

  /**
   * It was running when its process, or its agent, had to let go of it. It goes on where its last
   * recorded step ended.
   */
  record TaskInterrupted(long task, Interruption cause, @Nullable Instant notBefore)
      implements OfTask {}

  /** The end of a task: exactly one of these for each. */
  sealed interface TaskEnded extends OfTask {}

  /**
   * @param result null: the text of its last {@link ModelReplied}
   */
  record TaskSucceeded(long task, @Nullable String result) implements TaskEnded {}

  /** It cannot succeed, however often it is tried. */
  record TaskFailed(long task, Failure failure) implements TaskEnded {}

  record TaskCancelled(long task, String reason) implements TaskEnded {}

  record TaskExpired(long task) implements TaskEnded {}

  /** Given up after all attempts, or quarantined: a dead letter. */
  record TaskDied(long task, Failure failure) implements TaskEnded {}

  /** It was asked for, and has ended: who asked is to be told. */
  record AskAnswered(long task, String asker) implements OfTask {}

  /** A dead letter was sent on its way again, as a new task. */
  record DeadLetterRedriven(long task) implements OfTask {}

  record DeadLetterDiscarded(long task, String reason) implements OfTask {}

  /**
   * The agent's budget is spent in the present window.
   *
   * @param reached which limit, in words
   * @param until when the next window begins; null: only more budget helps
   */
  record BudgetExhausted(String reached, @Nullable Instant until) implements Entry {}

  // ── schedules ──────────────────────────────────────────────────────────────────────────────

  /** An entry about one schedule. {@code next} is the first due instant without a ledger line. */
  sealed interface OfSchedule extends Entry {
    String schedule();
  }

  record ScheduleSet(String schedule, ScheduleSpec spec, @Nullable Instant next)
      implements OfSchedule {}

  record SchedulePaused(String schedule) implements OfSchedule {}

  record ScheduleResumed(String schedule, @Nullable Instant next) implements OfSchedule {}

  record ScheduleDeleted(String schedule) implements OfSchedule {}

  /**
   * @param task the task that came of it, queued just before
   * @param byHand somebody triggered it: no due instant has been used up
   */
  record ScheduleFired(
      String schedule, Instant dueAt, long task, boolean byHand, @Nullable Instant next)
      implements OfSchedule {}

  record ScheduleSkipped(String schedule, Instant dueAt, String why, @Nullable Instant next)
      implements OfSchedule {}

  /** All due instants from the first to the last, so many of them. */
  record ScheduleMissed(
      String schedule,
      Instant dueAt,
      Instant lastDueAt,
      int count,
      String why,
      @Nullable Instant next)
      implements OfSchedule {}

  // ── mail ───────────────────────────────────────────────────────────────────────────────────

  /**
   * @param threadId of the conversation that it belongs to
   * @param replyTo the mail that it answers
   * @param hops mails and tasks that led to it
   */
  record MailReceived(
      String from,
      String subject,
      String body,
      Priority priority,
      String threadId,
      @Nullable String replyTo,
      @Nullable Instant expiresAt,
      @Nullable String idempotencyKey,
      int hops)
      implements Entry {}

  /** What became of a mail, by the number of its {@link MailReceived}. */
  sealed interface OfMail extends Entry {
    long mail();
  }

  record MailRead(long mail) implements OfMail {}

  record MailReplied(long mail) implements OfMail {}

  record MailArchived(long mail) implements OfMail {}

  /** It lay unread until it was too late. */
  record MailExpired(long mail) implements OfMail {}

  /** Nobody could deal with it; its sender is to be told. */
  record MailBounced(long mail, String reason) implements OfMail {}

  /** It came to nothing, and nobody wanted that: a dead letter. */
  record MailDied(long mail, String reason) implements Entry {}

  // ── events ─────────────────────────────────────────────────────────────────────────────────

  /** Stands in the journal of the event log, {@link AgentId#EVENT_LOG}. */
  record EventPublished(Event event) implements Entry {}

  /** Nobody listened: a dead letter. */
  record EventUnheard(long event) implements Entry {}

  record Subscribed(Subscription subscription) implements Entry {}

  record Unsubscribed(String subscription) implements Entry {}

  /** The agent has heard it: a subscription of its, or its sleep, waited for that. */
  record EventReceived(String idempotencyKey, String event, String eventId) implements Entry {}

  /**
   * A subscription wanted a task, but there was no room for it: a dead letter.
   *
   * @param event its number in the event log; 0 in journals from before that was kept, where it is
   *     no dead letter
   */
  record EventRefused(String eventId, String subscription, String why, long event)
      implements Entry {
    public boolean isDead() {
      return event > 0;
    }
  }

  // ── notes ──────────────────────────────────────────────────────────────────────────────────

  /** Of the agent, or the team, in whose journal it stands; an older note of that key is gone. */
  record NoteRemembered(Note note) implements Entry {}

  record NoteForgotten(String key) implements Entry {}

  /** A definition that was given with the agent instead of by name. */
  record InlineDefinition(
      String description, String systemPrompt, @Nullable String model, List<String> tools) {
    public InlineDefinition {
      tools = List.copyOf(tools);
    }
  }
}
