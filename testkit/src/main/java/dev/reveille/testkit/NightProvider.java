package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.EngineByHand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The models and tools of a night: how long they take, when they do not answer, what they cost. */
final class NightProvider {
  static final String LOOPER = "looper";
  static final String ASKER = "asker";

  /** So long is nothing to be heard before the call is given up. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final String SAME = "nothing new";

  private final Night night;
  private final Chance chance;
  private final List<Outage> outages = new ArrayList<>();
  private final List<Time> storms = new ArrayList<>();
  private final List<Bill> bills = new ArrayList<>();
  private final Set<TaskId> deadly = new HashSet<>();
  private int marks;
  private int hung;
  private int refused;
  private int cut;
  private int approvedRuns;

  /** From then to then. */
  record Time(Instant from, Instant to) {
    boolean contains(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }

    Duration length() {
      return Duration.between(from, to);
    }
  }

  /** How it is out. */
  enum Out {
    REFUSED,
    BROKEN,
    SILENT
  }

  /** It answers nobody. */
  record Outage(Time time, Out out) {}

  /** What the provider charges for a call, from when it begins. */
  record Bill(AgentId agent, Instant at, long tokens) {}

  NightProvider(Night night) {
    this.night = night;
    this.chance = night.chance();
    for (int day = 0; day < 6; day += 2) {
      outages.add(new Outage(time(day, 60, 240), Out.values()[day / 2]));
      storms.add(time(day, 10, 45));
      storms.add(time(day + 1, 10, 45));
    }
  }

  private Time time(int day, int least, int most) {
    Instant from = Night.START.plus(Duration.ofMinutes(1_440L * day + chance.from(0, 1_439)));
    return new Time(from, from.plus(Duration.ofMinutes(chance.from(least, most))));
  }

  /** The process dies while a tool of this task runs. */
  void isDeadly(TaskId task) {
    deadly.add(task);
  }

  EngineByHand.Hands hands(int life) {
    return (agent, effect, talk, result) -> begin(life, agent, effect, result);
  }

  private Runnable begin(int life, Agent agent, Effect effect, Consumer<Command> result) {
    UnderWay one = new UnderWay(life, result);
    switch (effect) {
      case Effect.CallModel call -> callModel(agent, call, one);
      case Effect.CallTool call -> callTool(agent, call, one);
    }
    return () -> one.cancelled = true;
  }

  /** An effect that nobody waits for any more if its process is gone. */
  private final class UnderWay {
    private final int life;
    private final Consumer<Command> result;
    private boolean cancelled;

    UnderWay(int life, Consumer<Command> result) {
      this.life = life;
      this.result = result;
    }

    void tell(Duration later, Command command) {
      night.after(
          later,
          () -> {
            if (!cancelled && life == night.lives()) {
              result.accept(command);
            }
          });
    }
  }

  private Duration seconds(int least, int most) {
    return Duration.ofMillis(chance.from(least * 1_000, most * 1_000));
  }

  // ── models ─────────────────────────────────────────────────────────────────────────────────

  private void callModel(Agent agent, Effect.CallModel call, UnderWay one) {
    Instant now = night.now();
    Optional<Outage> outage = outages.stream().filter(it -> it.time.contains(now)).findFirst();
    if (outage.isPresent()) {
      refused++;
      out(outage.get().out, call, one);
    } else if (storms.stream().anyMatch(time -> time.contains(now)) && chance.percent(80)) {
      refused++;
      Duration later = seconds(5, 90);
      one.tell(seconds(0, 1), failed(call, Failure.Kind.RATE_LIMITED, "429", later));
    } else {
      Usage usage = new Usage(chance.from(800, 1_600), chance.from(50, 400));
      bills.add(new Bill(agent.id(), now, usage.tokens()));
      if (chance.below(1_000) < 3) {
        cut++;
        one.tell(seconds(1, 10), failed(call, Failure.Kind.TRANSIENT, "cut off", null));
      } else {
        one.tell(seconds(2, 20), reply(agent, call, usage));
      }
    }
  }

  private void out(Out out, Effect.CallModel call, UnderWay one) {
    Failure.Kind kind = Failure.Kind.UNAVAILABLE;
    switch (out) {
      case REFUSED -> one.tell(seconds(0, 1), failed(call, kind, "nobody is there", null));
      case BROKEN -> one.tell(seconds(1, 5), failed(call, kind, "502", null));
      case SILENT -> one.tell(SILENCE, failed(call, kind, "was silent", null));
    }
  }

  private static Command failed(
      Effect.CallModel call, Failure.Kind kind, String what, @Nullable Duration retryAfter) {
    boolean cut = kind == Failure.Kind.TRANSIENT;
    return new Command.CallFailed(
        call.task(), call.run(), call.step(), new Failure(kind, what), retryAfter, cut);
  }

  private Command reply(Agent agent, Effect.CallModel call, Usage usage) {
    String who = agent.id().value();
    boolean ends = !who.equals(LOOPER) && call.step() > 1 + call.task() % 3;
    if (ends) {
      ModelReply answer =
          new ModelReply("done " + ++marks, "", List.of(), usage, ModelReply.Finish.STOP);
      return new Command.ReplyArrived(call.task(), call.run(), call.step(), answer, List.of());
    }
    boolean asks = who.equals(ASKER) && call.step() == 1;
    ToolCall wish = new ToolCall("c" + call.step(), asks ? "pay" : "look", "{}");
    ModelReply reply = new ModelReply("", "", List.of(wish), usage, ModelReply.Finish.TOOL_CALLS);
    return new Command.ReplyArrived(
        call.task(),
        call.run(),
        call.step(),
        reply,
        List.of(asks ? ToolPolicy.UNSAFE : ToolPolicy.READ_ONLY),
        asks ? List.of(wish.callId()) : List.of(),
        false,
        null,
        null);
  }

  // ── tools ──────────────────────────────────────────────────────────────────────────────────

  private void callTool(Agent agent, Effect.CallTool call, UnderWay one) {
    boolean same = agent.id().value().equals(LOOPER); // a tool that hangs would be something new
    approvedRuns += agent.id().value().equals(ASKER) && call.callId().equals("c1") ? 1 : 0;
    if (deadly.contains(new TaskId(agent.id(), call.task()))) {
      int life = night.lives();
      night.after(
          seconds(60, 300),
          () -> {
            if (!one.cancelled && life == night.lives()) {
              night.crash();
            }
          });
    } else if (!same && chance.percent(2)) {
      hung++;
      String text = "gave no result within " + Night.TOOL_TIMEOUT.toSeconds() + " s, its limit";
      one.tell(Night.TOOL_TIMEOUT, done(call, true, text + " " + ++marks));
    } else {
      one.tell(seconds(1, 10), done(call, false, same ? SAME : "found " + ++marks));
    }
  }

  private static Command done(Effect.CallTool call, boolean failed, String text) {
    return new Command.ToolDone(call.task(), call.run(), call.callId(), failed, text);
  }

  // ── what came of it ────────────────────────────────────────────────────────────────────────

  List<Outage> outages() {
    return outages;
  }

  List<Time> storms() {
    return storms;
  }

  List<Bill> bills() {
    return bills;
  }

  /** Model calls that were told to come back later. */
  int refused() {
    return refused;
  }

  /** Model calls whose reply was cut off. */
  int cut() {
    return cut;
  }

  /** Tool calls that never came back. */
  int hung() {
    return hung;
  }

  /** Calls that somebody had to agree to and that were run. */
  int approvedRuns() {
    return approvedRuns;
  }
}
