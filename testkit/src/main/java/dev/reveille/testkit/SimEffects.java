package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Ask;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Answer;
import dev.reveille.engine.EngineByHand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The models and tools of one life of a node: what they answer, and when, is left to chance. */
final class SimEffects implements EngineByHand.Hands {
  private final World world;
  private final String name;
  private final List<Doing> doing = new ArrayList<>();
  private final Set<Run> runs = new HashSet<>();
  private @Nullable Asking asking;

  /** An effect under way. */
  private static final class Doing {
    private final Agent agent;
    private final Effect effect;
    private final EngineByHand.Talk talk;
    private final Consumer<Command> result;
    private final boolean hangs;

    Doing(
        Agent agent,
        Effect effect,
        EngineByHand.Talk talk,
        Consumer<Command> result,
        boolean hangs) {
      this.agent = agent;
      this.effect = effect;
      this.talk = talk;
      this.result = result;
      this.hangs = hangs;
    }
  }

  private record Place(AgentId agent, long task) {}

  private record Run(AgentId agent, long task, int run) {}

  SimEffects(World world, String name) {
    this.world = world;
    this.name = name;
  }

  @Override
  public Runnable start(
      Agent agent, Effect effect, EngineByHand.Talk talk, Consumer<Command> result) {
    world.say(() -> name + " begins " + agent.id() + " " + effect);
    world.check(
        world.store().ledger(agent.id()).isDurable(agent),
        () -> effect + " of " + agent.id() + " begins before its intent is durable");
    world.executions().begins(agent, effect);
    if (!world.store().isDown() && world.chance().oneIn(2)) {
      compare(agent, effect, talk);
    }
    Doing one = new Doing(agent, effect, talk, result, world.chance().oneIn(12));
    doing.add(one);
    runs.add(new Run(agent.id(), effect.task(), effect.run()));
    checkPlaces();
    return () -> {
      if (doing.remove(one)) {
        world.say(() -> name + " cancels " + agent.id() + " " + effect);
      }
    };
  }

  private void compare(Agent agent, Effect effect, EngineByHand.Talk talk) {
    SimThreads views = new SimThreads(world.store());
    var remembered = talk.remembered(views);
    var recorded = talk.recorded(views);
    world.check(
        remembered.equals(recorded),
        () ->
            effect
                + " of "
                + agent.id()
                + " is told\n  "
                + remembered
                + "\nbut the journal has\n  "
                + recorded);
  }

  private void checkPlaces() {
    Set<Place> places = new HashSet<>();
    for (Doing one : doing) {
      places.add(new Place(one.agent.id(), one.effect.task()));
    }
    int limit = world.setup().engine().maxRunningTasks();
    world.check(
        places.size() <= limit, () -> name + " runs " + places + ", and at most " + limit + " may");
  }

  /** True if it has worked on this run of a task. */
  boolean hasRun(AgentId agent, Task task) {
    return runs.contains(new Run(agent, task.seq(), task.run()));
  }

  /** What is under way for an agent. */
  Set<Effect> of(AgentId agent) {
    Set<Effect> effects = new HashSet<>();
    for (Doing one : doing) {
      if (one.agent.id().equals(agent)) {
        effects.add(one.effect);
      }
    }
    return effects;
  }

  boolean canAnswer(boolean evenHanging) {
    return doing.stream().anyMatch(one -> evenHanging || !one.hangs);
  }

  /** One effect comes to its end. */
  void answer(boolean evenHanging, boolean kindly) {
    List<Doing> able = doing.stream().filter(one -> evenHanging || !one.hangs).toList();
    Doing one = world.chance().of(able);
    if (!world.store().isDown()) {
      one.talk.remembered(new SimThreads(world.store()));
    }
    Command command =
        switch (one.effect) {
          case Effect.CallModel call -> model(call, kindly);
          case Effect.CallTool call -> tool(one.agent, call, kindly);
        };
    if (world.sabotage() == Sabotage.RETRY_WITHOUT_COUNTING
        && command instanceof Command.CallFailed failed
        && failed.failure().kind() == Failure.Kind.TRANSIENT) {
      world.executions().begins(one.agent, one.effect);
      return;
    }
    if (!kindly && one.effect instanceof Effect.CallTool call && asks(one, call)) {
      return;
    }
    doing.remove(one);
    world.say(() -> name + " is told of " + one.agent.id() + " " + command);
    one.result.accept(command);
  }

  // ── asking another agent ───────────────────────────────────────────────────────────────────

  /** Sometimes a tool asks another agent, as {@code ask_agent} does; false if this one does not. */
  private boolean asks(Doing one, Effect.CallTool call) {
    Task task = one.agent.tasks().get(call.task());
    Task.Call open = task == null ? null : task.call(call.callId());
    if (task == null || open == null || open.policy() == ToolPolicy.UNSAFE || asking == null) {
      return false;
    }
    List<String> chain = new ArrayList<>(task.ask() == null ? List.of() : task.ask().chain());
    chain.add(one.agent.id().value());
    AgentId other = world.chance().of(world.setup().agents());
    if (chain.contains(other.value()) || !world.chance().oneIn(4)) {
      return false;
    }
    doing.remove(one);
    String key = one.agent.id() + "/" + task.seq() + "#" + task.steps() + "#" + call.callId();
    TaskSpec question =
        new TaskSpec(
                world.mark("question"),
                Priority.NORMAL,
                null,
                null,
                null,
                null,
                null,
                null,
                key,
                "ask")
            .askedBy(new Ask(key, chain));
    Instant until = world.now().plus(world.chance().duration()).plusSeconds(1);
    world.say(() -> name + " asks " + other + " for " + key);
    asking.tell(
        other,
        new Command.Submit(question),
        answer ->
            one.result.accept(
                answer instanceof Answer.Done done
                    ? new Command.ToolRests(
                        call.task(), call.run(), call.callId(), until, "asks", "" + done.task())
                    : new Command.ToolDone(
                        call.task(), call.run(), call.callId(), true, world.mark("tool"))));
    return true;
  }

  /** Gives commands to the engine of the same life. */
  interface Asking {
    void tell(AgentId agent, Command command, Consumer<Answer> answer);
  }

  void asks(Asking through) {
    asking = through;
  }

  // ── models ─────────────────────────────────────────────────────────────────────────────────

  private Command model(Effect.CallModel call, boolean kindly) {
    int roll = kindly ? 0 : world.chance().below(100);
    if (roll < 45) {
      return reply(call, List.of(), ModelReply.Finish.STOP);
    }
    if (roll < 75) {
      return reply(call, calls(), ModelReply.Finish.TOOL_CALLS);
    }
    return switch (roll % 5) {
      case 0 -> reply(call, List.of(), ModelReply.Finish.REFUSED);
      case 1 -> failed(call, Failure.Kind.PERMANENT, null);
      case 2 -> failed(call, Failure.Kind.RATE_LIMITED, world.chance().duration());
      case 3 -> failed(call, Failure.Kind.OVERLOADED, null);
      default -> failed(call, Failure.Kind.TRANSIENT, null);
    };
  }

  private Command reply(Effect.CallModel call, List<ToolCall> calls, ModelReply.Finish finish) {
    ModelReply reply = new ModelReply(world.mark("reply"), "", calls, new Usage(10, 3), finish);
    List<ToolPolicy> policies = calls.stream().map(c -> ToolPolicy.valueOf(c.tool())).toList();
    return new Command.ReplyArrived(call.task(), call.run(), call.step(), reply, policies);
  }

  /** Ids come again in later replies, as some models give them. The policy is the tool's name. */
  private List<ToolCall> calls() {
    List<ToolCall> calls = new ArrayList<>();
    int count = world.chance().from(1, 3);
    for (int i = 0; i < count; i++) {
      ToolPolicy policy = world.chance().of(List.of(ToolPolicy.values()));
      calls.add(new ToolCall("c" + i, policy.name(), "{}"));
    }
    return calls;
  }

  private Command failed(Effect.CallModel call, Failure.Kind kind, @Nullable Duration later) {
    Failure failure = new Failure(kind, world.mark("failure"));
    return new Command.CallFailed(call.task(), call.run(), call.step(), failure, later);
  }

  // ── tools ──────────────────────────────────────────────────────────────────────────────────

  private Command tool(Agent agent, Effect.CallTool call, boolean kindly) {
    int roll = kindly ? 0 : world.chance().below(100);
    if (roll < 70) {
      boolean bad = world.chance().oneIn(5);
      return new Command.ToolDone(call.task(), call.run(), call.callId(), bad, world.mark("tool"));
    }
    Instant until = world.now().plus(world.chance().duration());
    boolean past = world.chance().oneIn(8);
    return new Command.ToolRests(
        call.task(), call.run(), call.callId(), past ? agent.since() : until, world.mark("rest"));
  }
}
