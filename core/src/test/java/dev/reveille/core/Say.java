package dev.reveille.core;

import dev.reveille.core.ModelReply.Finish;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands in few words. Instants are seconds after {@link Scene#START}. */
final class Say {
  private Say() {}

  static final Command TICK = new Command.Tick();
  static final Command START = new Command.Start();
  static final Command DRAIN = new Command.Stop(true);
  static final Command STOP = new Command.Stop(false);
  static final Command DELETE = new Command.Delete();
  static final Command WAKE = new Command.Wake("");
  static final Command CRASH = new Command.Interrupt(Interruption.CRASH);

  // ── the agent ──────────────────────────────────────────────────────────────────────────────

  static Command create(ConfigPatch patch) {
    return new Command.Create("d", null, AgentConfig.STANDARD.with(patch), true);
  }

  static Command sleep(@Nullable Integer until) {
    Instant end = until == null ? null : Scene.instant(until);
    return new Command.FallAsleep(new Sleep(end, List.of(), null, null, ""));
  }

  static Command begin(int permits) {
    return new Command.Begin(permits);
  }

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────

  static Command submit() {
    return new Command.Submit(TaskSpec.of("go"));
  }

  static Command submit(Priority priority) {
    return new Command.Submit(spec(priority, null, null, null));
  }

  static Command inThread(String thread) {
    return new Command.Submit(spec(Priority.NORMAL, thread, null, null));
  }

  static Command notBefore(int seconds) {
    return new Command.Submit(spec(Priority.NORMAL, null, Scene.instant(seconds), null));
  }

  static Command expiring(int seconds) {
    return new Command.Submit(spec(Priority.NORMAL, null, null, Scene.instant(seconds)));
  }

  static Command keyed(String key) {
    TaskSpec s = TaskSpec.of("go");
    return new Command.Submit(
        new TaskSpec(
            s.prompt(), s.priority(), null, null, null, null, null, null, key, s.origin()));
  }

  static TaskSpec spec(
      Priority priority,
      @Nullable String thread,
      @Nullable Instant notBefore,
      @Nullable Instant expiresAt) {
    return new TaskSpec(
        "go", priority, thread, notBefore, expiresAt, null, null, null, null, "client");
  }

  static Command cancel(long task) {
    return new Command.Cancel(task, "");
  }

  static Command steer(long task) {
    return new Command.Steer(task, "rather so");
  }

  static Command redrive(long task) {
    return new Command.Redrive(task, TaskSpec.of("again"));
  }

  static Command discard(long task) {
    return new Command.Discard(task, "");
  }

  // ── what effects came to ───────────────────────────────────────────────────────────────────

  static Command answer(long task, int run, int step) {
    return reply(task, run, step, Finish.STOP);
  }

  static Command refuse(long task, int run, int step) {
    return reply(task, run, step, Finish.REFUSED);
  }

  /** A reply that its limit of length has cut. */
  static Command cut(long task, int run, int step) {
    return reply(task, run, step, Finish.LENGTH);
  }

  /** A final reply: what it says, whether it asks to go on, what is wrong with it as a result. */
  static Command says(
      long task, int run, int step, String text, boolean goesOn, @Nullable String invalid) {
    ModelReply reply = new ModelReply(text, "", List.of(), new Usage(3, 2), Finish.STOP);
    return new Command.ReplyArrived(
        task, run, step, reply, List.of(), List.of(), goesOn, invalid, null);
  }

  /** A reply that calls a tool {@code c1}, which somebody must agree to. */
  static Command asks(long task, int run, int step) {
    ToolCall call = new ToolCall("c1", "tool", "{}");
    ModelReply reply = new ModelReply("", "", List.of(call), new Usage(3, 2), Finish.TOOL_CALLS);
    return new Command.ReplyArrived(
        task, run, step, reply, List.of(ToolPolicy.UNSAFE), List.of("c1"), false, null, null);
  }

  static Command agree(long approval) {
    return new Command.ResolveApproval(approval, true, "");
  }

  static Command deny(long approval) {
    return new Command.ResolveApproval(approval, false, "too dear");
  }

  private static Command reply(long task, int run, int step, Finish finish) {
    ModelReply reply = new ModelReply("text", "", List.of(), new Usage(3, 2), finish);
    return new Command.ReplyArrived(task, run, step, reply, List.of());
  }

  /** A reply that calls tools, named {@code c1}, {@code c2}, … by their policies. */
  static Command call(long task, int run, int step, ToolPolicy... policies) {
    List<ToolCall> calls = new ArrayList<>();
    for (int i = 0; i < policies.length; i++) {
      calls.add(new ToolCall("c" + (i + 1), "tool", "{}"));
    }
    ModelReply reply = new ModelReply("", "", calls, new Usage(3, 2), Finish.TOOL_CALLS);
    return new Command.ReplyArrived(task, run, step, reply, List.of(policies));
  }

  static Command fails(long task, int run, int step, Failure.Kind kind) {
    return new Command.CallFailed(task, run, step, new Failure(kind, "it broke"), null);
  }

  /** Of what the provider had begun to say nobody knows what it costs. */
  static Command breaks(long task, int run, int step) {
    Failure failure = new Failure(Failure.Kind.TRANSIENT, "it broke");
    return new Command.CallFailed(task, run, step, failure, null, true);
  }

  static Command comeLater(long task, int run, int step, int seconds) {
    Failure failure = new Failure(Failure.Kind.RATE_LIMITED, "429");
    return new Command.CallFailed(task, run, step, failure, Duration.ofSeconds(seconds));
  }

  static Command done(long task, int run, String callId) {
    return new Command.ToolDone(task, run, callId, false, "ok");
  }

  static Command broke(long task, int run, String callId) {
    return new Command.ToolDone(task, run, callId, true, "no");
  }

  static Command rests(long task, int run, String callId, int until) {
    return new Command.ToolRests(task, run, callId, Scene.instant(until), "nap");
  }

  // ── config ─────────────────────────────────────────────────────────────────────────────────

  /** Names keys of a config; the others stay as they are. */
  static final class Patch {
    private final Map<String, Object> keys = new HashMap<>();

    static Patch with() {
      return new Patch();
    }

    Patch maxConcurrentTasks(int n) {
      return set("maxConcurrentTasks", n);
    }

    Patch queueLimit(int n) {
      return set("queueLimit", n);
    }

    Patch timeoutSeconds(int n) {
      return set("taskTimeout", Duration.ofSeconds(n));
    }

    Patch maxAttempts(int n) {
      return set("maxAttempts", n);
    }

    Patch maxSteps(int n) {
      return set("maxSteps", n);
    }

    Patch patienceSeconds(int n) {
      return set("patience", Duration.ofSeconds(n));
    }

    Patch deadLetterLimit(int n) {
      return set("deadLetterLimit", n);
    }

    Patch idempotencyKeyLimit(int n) {
      return set("idempotencyKeyLimit", n);
    }

    Patch mailboxLimit(int n) {
      return set("mailboxLimit", n);
    }

    Patch checkMailInterval(int seconds) {
      return set("checkMailInterval", Duration.ofSeconds(seconds));
    }

    Patch idleTtl(int seconds) {
      return set("idleTtl", Duration.ofSeconds(seconds));
    }

    Patch budget(Budget budget) {
      return set("budget", budget);
    }

    Patch settings(ModelSettings settings) {
      return set("settings", settings);
    }

    Patch limits(AgentLimits limits) {
      return set("limits", limits);
    }

    Patch loopLimit(int n) {
      return set("loopLimit", n);
    }

    Patch maxHops(int n) {
      return set("maxHops", n);
    }

    Patch wakeOnPriority(Priority priority) {
      return set("wakeOnPriority", priority);
    }

    private Patch set(String key, Object value) {
      keys.put(key, value);
      return this;
    }

    /** By the components' names, so that one more touches no test. */
    ConfigPatch done() {
      RecordComponent[] components = ConfigPatch.class.getRecordComponents();
      @Nullable Object[] values = new Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = keys.get(components[i].getName());
      }
      try {
        return ConfigPatch.class.getDeclaredConstructor(types).newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
