package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control state of one unfinished task; what it says and was told is in the journal.
 *
 * @param seq where the journal has its {@link Entry.TaskQueued}
 * @param state one of the four live states
 * @param notBefore it may not start earlier, because it was sent, or retries, or is deferred so
 * @param attempt 0 before the first start
 * @param run how often it was taken up
 * @param runSince when it was last taken up
 * @param steps replies of the model so far
 * @param crashes crashes since a tool of its last came back
 * @param deferrals waits for the provider since its last recorded step
 * @param calls tool calls without an outcome
 * @param steered a message has come that the model call under way does not know of
 */
public record Task(
    long seq,
    TaskState state,
    Priority priority,
    @Nullable String threadId,
    Instant queuedAt,
    @Nullable Instant notBefore,
    @Nullable Instant expiresAt,
    @Nullable Duration timeout,
    int maxAttempts,
    int attempt,
    int run,
    @Nullable Instant runSince,
    int steps,
    int crashes,
    int deferrals,
    List<Call> calls,
    boolean steered) {

  /**
   * A tool call without an outcome.
   *
   * @param restsSince when it fell asleep; null while it is to be run
   * @param wakeAt when its rest ends
   */
  public record Call(
      String callId,
      String tool,
      ToolPolicy policy,
      @Nullable Instant restsSince,
      @Nullable Instant wakeAt,
      String reason) {

    boolean rests() {
      return wakeAt != null;
    }

    Call resting(Instant since, Instant until, String why) {
      return new Call(callId, tool, policy, since, until, why);
    }
  }

  public Task {
    calls = List.copyOf(calls);
  }

  static Task queued(long seq, Entry.TaskQueued e, Instant at) {
    return new Task(
        seq,
        TaskState.QUEUED,
        e.priority(),
        e.threadId(),
        at,
        e.notBefore(),
        e.expiresAt(),
        e.timeout(),
        e.maxAttempts(),
        0,
        0,
        null,
        0,
        0,
        0,
        List.of(),
        false);
  }

  public boolean isRunning() {
    return state == TaskState.RUNNING;
  }

  /** True if all that it waits for is the rest of its tools. */
  public boolean rests() {
    return !calls.isEmpty() && calls.stream().allMatch(Call::rests);
  }

  /** True if nothing in itself keeps it from running. */
  boolean isReady(Instant now) {
    return !isRunning()
        && !rests()
        && !hasExpired(now)
        && (notBefore == null || !notBefore.isAfter(now));
  }

  /** True if it is too late to start it. */
  boolean hasExpired(Instant now) {
    return !isRunning() && Rules.isPast(expiresAt, now);
  }

  public @Nullable Call call(String callId) {
    for (Call call : calls) {
      if (call.callId.equals(callId)) {
        return call;
      }
    }
    return null;
  }

  /** When its running has lasted too long; null if it is not running or has no limit. */
  @Nullable Instant deadline() {
    return isRunning() && timeout != null && runSince != null ? runSince.plus(timeout) : null;
  }

  // ── what entries do to it ──────────────────────────────────────────────────────────────────

  Task started(Entry.TaskStarted e, Instant at) {
    return new Task(
        seq,
        TaskState.RUNNING,
        priority,
        threadId,
        queuedAt,
        null,
        expiresAt,
        timeout,
        maxAttempts,
        e.attempt(),
        e.run(),
        at,
        steps,
        crashes,
        deferrals,
        calls,
        false);
  }

  Task replied() {
    return new Task(
        seq,
        state,
        priority,
        threadId,
        queuedAt,
        notBefore,
        expiresAt,
        timeout,
        maxAttempts,
        attempt,
        run,
        runSince,
        steps + 1,
        crashes,
        0,
        calls,
        false);
  }

  Task called(Entry.ToolCalled e) {
    List<Call> more = new ArrayList<>(calls);
    more.add(new Call(e.callId(), e.tool(), e.policy(), null, null, ""));
    return withCalls(more, crashes);
  }

  Task suspended(Entry.ToolSuspended e, Instant at) {
    List<Call> changed = new ArrayList<>(calls);
    changed.replaceAll(c -> c.callId.equals(e.callId()) ? c.resting(at, e.until(), e.reason()) : c);
    return withCalls(changed, 0).settled();
  }

  Task returned(Entry.ToolReturned e) {
    List<Call> fewer = new ArrayList<>(calls);
    fewer.removeIf(c -> c.callId.equals(e.callId()));
    // Only a tool that came back is progress: one that kills its process every time leaves replies
    // of the model and unknown outcomes behind, and must not be called for ever.
    boolean cameBack = e.outcome() != Entry.ToolReturned.Outcome.UNKNOWN;
    return withCalls(fewer, cameBack ? 0 : crashes).settled();
  }

  Task steeredBy() {
    return new Task(
        seq,
        state,
        priority,
        threadId,
        queuedAt,
        notBefore,
        expiresAt,
        timeout,
        maxAttempts,
        attempt,
        run,
        runSince,
        steps,
        crashes,
        deferrals,
        calls,
        isRunning() && calls.isEmpty());
  }

  Task paused(TaskState next, @Nullable Instant until, int moreCrashes, int moreDeferrals) {
    return new Task(
            seq,
            next,
            priority,
            threadId,
            queuedAt,
            until,
            expiresAt,
            timeout,
            maxAttempts,
            attempt,
            run,
            null,
            steps,
            crashes + moreCrashes,
            deferrals + moreDeferrals,
            calls,
            false)
        .settled();
  }

  private Task withCalls(List<Call> changed, int crashesNow) {
    return new Task(
        seq,
        state,
        priority,
        threadId,
        queuedAt,
        notBefore,
        expiresAt,
        timeout,
        maxAttempts,
        attempt,
        run,
        runSince,
        steps,
        crashesNow,
        deferrals,
        changed,
        steered);
  }

  /** A task whose every open call rests waits; one that waited for nothing else is queued. */
  private Task settled() {
    TaskState next =
        switch (state) {
          case RUNNING, QUEUED -> rests() ? TaskState.WAITING : state;
          case WAITING -> rests() || notBefore != null ? state : TaskState.QUEUED;
          default -> state;
        };
    return next == state
        ? this
        : new Task(
            seq,
            next,
            priority,
            threadId,
            queuedAt,
            notBefore,
            expiresAt,
            timeout,
            maxAttempts,
            attempt,
            run,
            null,
            steps,
            crashes,
            deferrals,
            calls,
            steered);
  }
}
