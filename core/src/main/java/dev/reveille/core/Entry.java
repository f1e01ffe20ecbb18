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
      TASK
    }
  }

  // ── a task from the queue to its end ───────────────────────────────────────────────────────

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
      String origin)
      implements Entry {}

  /**
   * Recorded before any work of it begins.
   *
   * @param attempt from 1; a new one after each failure
   * @param run from 1; a new one each time that it is taken up, also after a rest or a crash
   */
  record TaskStarted(long task, int attempt, int run) implements OfTask {}

  /**
   * @param step from 1, the model calls of this task
   */
  record ModelReplied(long task, int step, ModelReply reply) implements OfTask {}

  /** The intent. Durable before the tool is touched. */
  record ToolCalled(long task, String callId, String tool, ToolPolicy policy) implements OfTask {}

  /** The call rests until then; if nothing else of the task goes on, the task waits. */
  record ToolSuspended(long task, String callId, Instant until, String reason) implements OfTask {}

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

  /** Its result is the text of its last {@link ModelReplied}. */
  record TaskSucceeded(long task) implements TaskEnded {}

  /** It cannot succeed, however often it is tried. */
  record TaskFailed(long task, Failure failure) implements TaskEnded {}

  record TaskCancelled(long task, String reason) implements TaskEnded {}

  record TaskExpired(long task) implements TaskEnded {}

  /** Given up after all attempts, or quarantined: a dead letter. */
  record TaskDied(long task, Failure failure) implements TaskEnded {}

  /** A dead letter was sent on its way again, as a new task. */
  record DeadLetterRedriven(long task) implements OfTask {}

  record DeadLetterDiscarded(long task, String reason) implements OfTask {}

  /** A definition that was given with the agent instead of by name. */
  record InlineDefinition(
      String description, String systemPrompt, @Nullable String model, List<String> tools) {
    public InlineDefinition {
      tools = List.copyOf(tools);
    }
  }
}
