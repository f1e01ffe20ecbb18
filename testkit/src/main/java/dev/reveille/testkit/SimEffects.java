package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Ask;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Answer;
import dev.reveille.engine.EngineByHand;
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
  private final SimModel model;
  private @Nullable EngineByHand engine;
  private @Nullable SimJournal journal;

  /** An effect under way. */
  private static final class Doing {
    private final Agent agent;
    private final Effect effect;
    private final EngineByHand.Talk talk;
    private final Consumer<Command> result;
    private final boolean hangs;
    private final Usage usage;

    /** What it comes to if the server's budget is spent; null: it has begun. */
    private final @Nullable Command refused;

    Doing(
        Agent agent,
        Effect effect,
        EngineByHand.Talk talk,
        Consumer<Command> result,
        boolean hangs,
        Usage usage,
        @Nullable Command refused) {
      this.agent = agent;
      this.effect = effect;
      this.talk = talk;
      this.result = result;
      this.hangs = hangs;
      this.usage = usage;
      this.refused = refused;
    }
  }

  private record Place(AgentId agent, long task) {}

  private record Run(AgentId agent, long task, int run) {}

  SimEffects(World world, String name) {
    this.world = world;
    this.name = name;
    this.model = new SimModel(world);
  }

  @Override
  public Runnable start(
      Agent agent, Effect effect, EngineByHand.Talk talk, Consumer<Command> result) {
    world.say(() -> name + " begins " + agent.id() + " " + effect);
    world.check(
        world.store().isDurable(agent),
        () -> effect + " of " + agent.id() + " begins before its intent is durable");
    world.executions().begins(agent, effect);
    if (!world.store().isDown() && world.chance().oneIn(2)) {
      compare(agent, effect, talk);
    }
    Command refused = effect instanceof Effect.CallModel call ? reserve(agent, call) : null;
    Usage usage = refused == null ? charge(agent, effect) : Usage.NONE;
    boolean hangs = refused == null && world.chance().oneIn(12);
    Doing one = new Doing(agent, effect, talk, result, hangs, usage, refused);
    doing.add(one);
    runs.add(new Run(agent.id(), effect.task(), effect.run()));
    checkPlaces();
    return () -> {
      if (doing.remove(one)) {
        world.say(() -> name + " cancels " + agent.id() + " " + effect);
      }
    };
  }

  /** Null if there was something left; of that the journal must know as well. */
  private @Nullable Command reserve(Agent agent, Effect.CallModel call) {
    if (engine == null || journal == null) {
      return null;
    }
    Command refused = engine.reserve(agent.id(), call);
    Budget budget = world.setup().engine().budget();
    if (refused == null && budget != null) {
      List<Usage> underWay = new ArrayList<>();
      Set<Executions.Call> here = new HashSet<>();
      for (Doing other : doing) {
        boolean own = other.agent.id().equals(agent.id()) && other.effect.task() == call.task();
        if (!own && other.effect instanceof Effect.CallModel model && other.refused == null) {
          boolean open = world.store().ledger(other.agent.id()).head().effects().contains(model);
          if (open) { // otherwise the journal already says what it took
            underWay.add(other.usage);
          }
          here.add(new Executions.Call(other.agent.id(), model));
        }
      }
      here.add(new Executions.Call(agent.id(), call));
      SharedTrail trail = new SharedTrail(world, journal.heard());
      if (budget.maxSeconds() != null && engine.knowsTime()) {
        trail.checkTime(budget, engine.spent().time(), agent.id() + " " + call);
      }
      trail.check(budget, underWay, world.executions().open(here), agent.id() + " " + call);
    }
    return refused;
  }

  /** The provider charges what begins. What needs an approval must have it. */
  private Usage charge(Agent agent, Effect effect) {
    AgentTrail trail = world.store().auditor().trail(agent.id());
    switch (effect) {
      case Effect.CallModel call -> {
        Usage usage = SimModel.usage(world);
        Instant decided = world.store().ledger(agent.id()).writtenAt(agent.seq());
        trail.spending().begins(agent, call, usage, decided);
        world.executions().charged(new Executions.Call(agent.id(), call));
        return usage;
      }
      case Effect.CallTool call -> {
        Task task = agent.tasks().get(call.task());
        Task.Call open = task == null ? null : task.call(call.callId());
        world.check(
            task == null
                || open == null
                || !SimModel.mustBeAsked(open.tool())
                || trail.isApproved(call.task(), task.steps(), call.callId()),
            () -> effect + " of " + agent.id() + " runs, and nobody has agreed to it");
        return Usage.NONE;
      }
    }
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
        one.refused != null
            ? one.refused
            : switch (one.effect) {
              case Effect.CallModel call -> model(one, call, kindly);
              case Effect.CallTool call -> tool(one.agent, call, kindly);
            };
    if (world.sabotage() == Sabotage.RETRY_WITHOUT_COUNTING
        && one.refused == null
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
    if (task == null || open == null || open.policy() == ToolPolicy.UNSAFE || engine == null) {
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
    engine.tell(
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

  /** The engine of the same life, and what it hears. */
  void belongTo(EngineByHand of, SimJournal hears) {
    engine = of;
    journal = hears;
  }

  // ── models ─────────────────────────────────────────────────────────────────────────────────

  private Command model(Doing one, Effect.CallModel call, boolean kindly) {
    boolean may = call.tooLong() || !kindly && world.chance().oneIn(2);
    boolean reads = may && !world.store().isDown();
    Integer shorter = reads ? one.talk.shorter(new SimThreads(world.store()), 20) : null;
    Command command = model.answer(call, one.usage, shorter, kindly);
    if (command instanceof Command.CallFailed failed) {
      // A connection that is cut may have brought the whole reply for all that the provider knows.
      if (!failed.charged() || world.chance().oneIn(2)) {
        world.store().auditor().trail(one.agent.id()).spending().refunded(call);
      }
    }
    return command;
  }

  // ── tools ──────────────────────────────────────────────────────────────────────────────────

  private Command tool(Agent agent, Effect.CallTool call, boolean kindly) {
    if (SimModel.loops(call.task()) && world.chance().percent(80)) {
      return new Command.ToolDone(call.task(), call.run(), call.callId(), false, SimModel.SAME);
    }
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
