package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  /** Takes in what was recorded elsewhere; nothing happens if the agent has it already. */
  record Import(Entry.TaskImported task) implements Command {}

  record Cancel(long task, String reason) implements Command {}

  record Steer(long task, String message) implements Command {}

  /** Gives a task another budget of its own. */
  record SetTaskBudget(long task, Budget budget) implements Command {
    public SetTaskBudget {
      TaskTerms.NONE.with(budget);
    }
  }

  /** Answers an {@link Entry.ApprovalRequested}. */
  record ResolveApproval(long approval, boolean approve, String note) implements Command {
    public ResolveApproval {
      Check.range("note's length", note.length(), 0, 10_000);
    }
  }

  /**
   * @param spec the new task, made from the dead one and the edits
   */
  record Redrive(long task, TaskSpec spec) implements Command {}

  record Discard(long task, String reason) implements Command {}

  record SetSchedule(String schedule, ScheduleSpec spec) implements Command {
    public SetSchedule {
      Check.range("scheduleId's length", schedule.length(), 1, 200);
      spec.timetable(); // which can be read
    }
  }

  /**
   * @param pause false: it goes on
   */
  record PauseSchedule(String schedule, boolean pause) implements Command {}

  record TriggerSchedule(String schedule) implements Command {}

  record DeleteSchedule(String schedule) implements Command {}

  /** A mail for this agent, or for this person's mailbox, which then comes to be. */
  record Deliver(MailSpec mail) implements Command {}

  record MarkMail(long mail, As as) implements Command {
    /** What its owner did with it. */
    public enum As {
      READ,
      REPLIED,
      ARCHIVED
    }
  }

  record Subscribe(Subscription subscription) implements Command {}

  record Unsubscribe(String subscription) implements Command {}

  /** For the event log only. */
  record Publish(Event event) implements Command {}

  /** For an agent, or for a team, whose notes then come to be. */
  record Remember(Note note) implements Command {}

  record Forget(String key) implements Command {}

  // ── from the engine ────────────────────────────────────────────────────────────────────────

  /** Time has passed: do what is due. */
  record Tick() implements Command {}

  /**
   * @param key of this event among all that this agent ever hears
   * @param attributes what filters may look at: the event's attributes and the plain fields of its
   *     data, as text
   */
  record EventArrived(String key, Event event, Map<String, String> attributes) implements Command {
    public EventArrived {
      attributes = Map.copyOf(attributes);
    }

    /** The event's number in the event log, which is its key; 0 if that is something else. */
    long number() {
      boolean digits = key.length() <= 18 && key.chars().allMatch(c -> c >= '0' && c <= '9');
      return digits && !key.isEmpty() ? Long.parseLong(key) : 0;
    }
  }

  /** For the event log: nobody listens to this event of its. */
  record NobodyHeard(long event) implements Command {}

  /** The machine is no busier than this, from 0 to 1. */
  record LoadFell(double load) implements Command {}

  /**
   * What a call of a task waited for has come.
   *
   * @param step the reply of the model that made the call: another one may use its id again
   */
  record AnswerArrived(long task, int step, String callId, boolean failed, String text)
      implements Command {}

  /**
   * So many tasks more may run.
   *
   * @param atLeast of this priority, whatever has aged
   */
  record Begin(int permits, Priority atLeast) implements Command {
    public Begin(int permits) {
      this(permits, Priority.LOW);
    }
  }

  /** Whoever ran the running tasks does so no more. */
  record Interrupt(Interruption cause) implements Command {}

  /**
   * The running time of all agents together is spent: what runs waits. A task that runs a tool
   * which may not be broken off is not touched.
   *
   * @param retryAfter when to look again
   */
  record OutOfTime(Failure failure, Duration retryAfter) implements Command {}

  // ── from effects; ignored if they come too late ────────────────────────────────────────────

  /**
   * @param policies one for each call of the reply, in its order
   * @param asks ids of those calls that somebody must agree to first
   * @param goesOn the reply says that the model wants to go on
   * @param invalid why the reply is no result that fits the task's schema; null: it is, or there is
   *     none
   * @param result what the task comes to with this reply, if that is not just its text; null: it is
   * @param asked what the model was told; null if nobody has looked
   */
  record ReplyArrived(
      long task,
      int run,
      int step,
      ModelReply reply,
      List<ToolPolicy> policies,
      List<String> asks,
      boolean goesOn,
      @Nullable String invalid,
      @Nullable String result,
      @Nullable Asked asked)
      implements Command {
    public ReplyArrived {
      Check.that(
          policies.size() == reply.calls().size(),
          "each of " + reply.calls().size() + " calls has one policy",
          policies);
      policies = List.copyOf(policies);
      asks = List.copyOf(asks);
    }

    /** A reply of which nothing special is to be said. */
    public ReplyArrived(long task, int run, int step, ModelReply reply, List<ToolPolicy> policies) {
      this(task, run, step, reply, policies, List.of(), false, null, null);
    }

    /** A reply to nobody knows what. */
    public ReplyArrived(
        long task,
        int run,
        int step,
        ModelReply reply,
        List<ToolPolicy> policies,
        List<String> asks,
        boolean goesOn,
        @Nullable String invalid,
        @Nullable String result) {
      this(task, run, step, reply, policies, asks, goesOn, invalid, result, null);
    }

    /** The same reply, to this. */
    public ReplyArrived to(Asked what) {
      return new ReplyArrived(
          task, run, step, reply, policies, asks, goesOn, invalid, result, what);
    }
  }

  /**
   * The conversation was too long for the model, and has been made shorter.
   *
   * @param compaction which one it is, from 1
   */
  record Compacted(long task, int run, int compaction, int throughStep, String summary, Usage usage)
      implements Command {}

  /**
   * @param retryAfter what the provider asked for; null if it did not
   * @param charged whether the provider may charge for it: it was asked, and did not just refuse
   */
  record CallFailed(
      long task, int run, int step, Failure failure, @Nullable Duration retryAfter, boolean charged)
      implements Command {
    public CallFailed(
        long task, int run, int step, Failure failure, @Nullable Duration retryAfter) {
      this(task, run, step, failure, retryAfter, false);
    }
  }

  record ToolDone(long task, int run, String callId, boolean failed, String text)
      implements Command {}

  /**
   * @param awaits what it waits for besides time; null: only for time, or a hand
   */
  record ToolRests(
      long task, int run, String callId, Instant until, String reason, @Nullable String awaits)
      implements Command {
    public ToolRests {
      Check.instant("until", until);
    }

    public ToolRests(long task, int run, String callId, Instant until, String reason) {
      this(task, run, callId, until, reason, null);
    }
  }
}
