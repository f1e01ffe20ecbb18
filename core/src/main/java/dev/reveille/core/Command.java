package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants of an agent, or what an effect of its came to. */
public sealed interface Command {

  // ── from clients ───────────────────────────────────────────────────────────────────────────

  record Create(
      String definition,
      Entry.@Nullable InlineDefinition inline,
      AgentConfig config,
      boolean autoStart)
      implements Command {}

  record Update(ConfigPatch patch) implements Command {
    public Update {
      AgentConfig.STANDARD.with(patch); // each key has its own bounds, whatever the others are
    }
  }

  record Start() implements Command {}

  /**
   * @param drain true: running tasks end first; false: they are let go, to be taken up at the next
   *     start
   */
  record Stop(boolean drain) implements Command {}

  record Delete() implements Command {}

  record FallAsleep(Sleep sleep) implements Command {}

  record Wake(String reason) implements Command {}

  record Submit(TaskSpec spec) implements Command {}

  record Cancel(long task, String reason) implements Command {}

  record Steer(long task, String message) implements Command {}

  /**
   * @param spec the new task, made from the dead one and the edits
   */
  record Redrive(long task, TaskSpec spec) implements Command {}

  record Discard(long task, String reason) implements Command {}

  // ── from the engine ────────────────────────────────────────────────────────────────────────

  /** Time has passed: do what is due. */
  record Tick() implements Command {}

  /** So many tasks more may run. */
  record Begin(int permits) implements Command {}

  /** Whoever ran the running tasks does so no more. */
  record Interrupt(Interruption cause) implements Command {}

  // ── from effects; ignored if they come too late ────────────────────────────────────────────

  /**
   * @param policies one for each call of the reply, in its order
   */
  record ReplyArrived(long task, int run, int step, ModelReply reply, List<ToolPolicy> policies)
      implements Command {
    public ReplyArrived {
      Check.that(
          policies.size() == reply.calls().size(),
          "each of " + reply.calls().size() + " calls has one policy",
          policies);
      policies = List.copyOf(policies);
    }
  }

  /**
   * @param retryAfter what the provider asked for; null if it did not
   */
  record CallFailed(long task, int run, int step, Failure failure, @Nullable Duration retryAfter)
      implements Command {}

  record ToolDone(long task, int run, String callId, boolean failed, String text)
      implements Command {}

  record ToolRests(long task, int run, String callId, Instant until, String reason)
      implements Command {
    public ToolRests {
      Check.instant("until", until);
    }
  }
}
