package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls models and tools, each call on a virtual thread of its own. */
final class EffectRunner implements Effects {
  private static final Logger log = LoggerFactory.getLogger(EffectRunner.class);

  private final Journal journal;
  private final Views views;
  private final ModelSteps models;
  private final Tools tools;
  private final Profiles profiles;
  private final Purse purse;
  private final InstantSource clock;
  private final EngineConfig config;
  private final ScheduledThreadPoolExecutor deadlines;

  EffectRunner(
      Journal journal,
      Views views,
      Outside outside,
      Purse purse,
      InstantSource clock,
      EngineConfig config) {
    this.journal = journal;
    this.views = views;
    this.purse = purse;
    this.tools = outside.tools();
    this.profiles = new Profiles(outside.definitions(), new InlineDefinitions(journal));
    this.models = new ModelSteps(outside, profiles, config.budget());
    this.clock = clock;
    this.config = config;
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("reveille-deadlines").daemon().factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  @Override
  public UnderWay start(
      Agent agent, Effect effect, Conversation conversation, Consumer<Command> result) {
    Running running = new Running(result);
    Runnable work =
        switch (effect) {
          case Effect.CallModel call when purse.reserve(new TaskId(agent.id(), call.task())) ->
              () -> callModel(agent, call, conversation, running);
          case Effect.CallModel call -> () -> running.tell(failed(call, purse.refusal()));
          case Effect.CallTool call -> () -> callTool(agent, call, conversation, running);
        };
    running.thread =
        Thread.ofVirtual()
            .unstarted(() -> {
              LogFields.set(new TaskId(agent.id(), effect.task()));
              work.run();
            });
    running.thread.start();
    return running;
  }

  /** One effect under way: its thread, and whether anybody still wants to know. */
  private static final class Running implements UnderWay {
    private final Consumer<Command> result;
    private final AtomicBoolean over = new AtomicBoolean();
    private Thread thread = Thread.currentThread();

    Running(Consumer<Command> result) {
      this.result = result;
    }

    void tell(Command command) {
      if (over.compareAndSet(false, true)) {
        result.accept(command);
      }
    }

    @Override
    public void cancel() {
      if (over.compareAndSet(false, true)) {
        thread.interrupt();
      }
    }
  }

  // ── models ─────────────────────────────────────────────────────────────────────────────────

  private void callModel(
      Agent agent, Effect.CallModel call, Conversation conversation, Running running) {
    Command result;
    try {
      result = models.take(agent, call, conversation, past(agent));
    } catch (ModelException e) {
      result = failed(call, e);
    } catch (InterruptedException e) {
      result = failed(call, cut("the model call was interrupted"));
    } catch (RuntimeException | StackOverflowError e) {
      log.error("a model call failed inside", e);
      result = failed(call, cut("inside: " + e));
    }
    running.tell(result);
  }

  static Command failed(Effect.CallModel call, ModelException e) {
    return new Command.CallFailed(
        call.task(),
        call.run(),
        call.step(),
        e.failure(),
        e.retryAfter().orElse(null),
        e.isCharged());
  }

  private static ModelException cut(String what) {
    return new ModelException(Failure.Kind.TRANSIENT, what, Optional.empty(), true, true);
  }

  // ── tools ──────────────────────────────────────────────────────────────────────────────────

  private void callTool(
      Agent agent, Effect.CallTool call, Conversation conversation, Running running) {
    Duration limit = config.toolTimeout();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              running.tell(
                  done(call, true, "gave no result within " + limit.toSeconds() + " s, its limit"));
              running.thread.interrupt();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    Command result;
    try {
      result =
          switch (outcome(agent, call, conversation)) {
            case Tool.Outcome.Returned o -> done(call, false, o.text());
            case Tool.Outcome.Failed o -> done(call, true, o.text());
            case Tool.Outcome.Suspended o ->
                new Command.ToolRests(
                    call.task(), call.run(), call.callId(), o.until(), o.reason(), o.awaits());
          };
    } catch (InterruptedException e) {
      result = done(call, true, "was interrupted");
    } catch (RuntimeException | StackOverflowError e) {
      log.error("a call of tool {} failed inside", call.callId(), e);
      result = done(call, true, "failed inside: " + e);
    }
    deadline.cancel(false);
    running.tell(result);
  }

  private Tool.Outcome outcome(Agent agent, Effect.CallTool call, Conversation conversation)
      throws InterruptedException {
    ToolCall said = conversation.call(call.callId(), past(agent));
    if (said == null) {
      return new Tool.Outcome.Failed("no such call is in the conversation");
    }
    Profiles.Profile profile;
    try {
      profile = profiles.of(agent);
    } catch (ModelException gone) {
      return new Tool.Outcome.Failed(gone.failure().message());
    }
    if (tools.spec(said.tool()).isEmpty()) {
      tools.await(profile.tools());
    }
    boolean approved = conversation.isApproved(call.callId(), past(agent));
    String refusal = refusal(agent, profile.tools(), said.tool(), approved);
    if (!refusal.isEmpty()) {
      return new Tool.Outcome.Failed(refusal);
    }
    TaskId task = new TaskId(agent.id(), call.task());
    Task state = agent.tasks().get(call.task());
    int step = state == null ? 0 : state.steps();
    String key = task + "#" + step + "#" + call.callId();
    List<String> askers = state == null || state.ask() == null ? List.of() : state.ask().chain();
    int hops = state == null ? 0 : state.terms().hops();
    Tool.Context context =
        new Tool.Context(
            agent.id(), task, key, clock.instant(), call.callId(), askers, profile.team(), hops);
    return tools.call(said.tool(), said.arguments(), context);
  }

  /**
   * Why the agent may not make a call now; empty if it may. What was asked about when the model
   * made it does not matter alone: tools and rules may have changed since.
   */
  private String refusal(Agent agent, ToolChoice choice, String tool, boolean approved) {
    Tool.Spec spec = ToolChoice.spec(tools, tool);
    return switch (choice.verdict(spec, agent)) {
      case ALLOW -> "";
      case ASK ->
          approved || spec.set().isEmpty() && tools.spec(tool).isEmpty()
              ? ""
              : "Calls of "
                  + tool
                  + " wait until somebody has agreed to them, and nobody was asked about this one,"
                  + " because the rule did not hold when it was made. It was not run. Call it"
                  + " again, and somebody is asked.";
      case DENY ->
          "The tool "
              + tool
              + " is not among those of this agent: "
              + choice.of(tools.specs()).stream()
                  .map(Tool.Spec::name)
                  .collect(Collectors.joining(", "));
    };
  }

  private static Command done(Effect.CallTool call, boolean failed, String text) {
    return new Command.ToolDone(call.task(), call.run(), call.callId(), failed, text);
  }

  private Conversation.Past past(Agent agent) {
    return new JournalPast(journal, views, agent.id(), agent.createdSeq(), config.telling());
  }

  void close() {
    deadlines.shutdownNow();
  }
}
