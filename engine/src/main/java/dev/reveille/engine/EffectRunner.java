package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls models and tools, each call on a virtual thread of its own. */
final class EffectRunner implements Effects {
  private static final Logger log = LoggerFactory.getLogger(EffectRunner.class);

  private final Journal journal;
  private final Views views;
  private final Models models;
  private final Tools tools;
  private final Definitions definitions;
  private final InlineDefinitions inline;
  private final Tokens tokens;
  private final InstantSource clock;
  private final EngineConfig config;
  private final ScheduledThreadPoolExecutor deadlines;

  EffectRunner(
      Journal journal, Views views, Outside outside, InstantSource clock, EngineConfig config) {
    this.journal = journal;
    this.views = views;
    this.models = outside.models();
    this.tools = outside.tools();
    this.definitions = outside.definitions();
    this.inline = new InlineDefinitions(journal);
    this.tokens = outside.tokens();
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
          case Effect.CallModel call -> () -> callModel(agent, call, conversation, running);
          case Effect.CallTool call -> () -> callTool(agent, call, conversation, running);
        };
    running.thread = Thread.ofVirtual().unstarted(work);
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
      ModelReply reply = reply(agent, call, conversation);
      List<ToolPolicy> policies = reply.calls().stream().map(c -> policy(c.tool())).toList();
      result = new Command.ReplyArrived(call.task(), call.run(), call.step(), reply, policies);
    } catch (ModelException e) {
      result = failed(call, e.failure(), e.retryAfter());
    } catch (InterruptedException e) {
      result = failed(call, transientFailure("the model call was interrupted"), Optional.empty());
    } catch (RuntimeException e) {
      log.error("model call of task {}/{} failed inside", agent.id(), call.task(), e);
      result = failed(call, transientFailure("inside: " + e), Optional.empty());
    }
    running.tell(result);
  }

  private ModelReply reply(Agent agent, Effect.CallModel call, Conversation conversation)
      throws ModelException, InterruptedException {
    Definitions.Definition definition = definition(agent);
    String model = agent.config().model() != null ? agent.config().model() : definition.model();
    List<String> names = allowed(agent, definition);
    Models.Choice choice = models.find(model);
    List<Message> messages = new ArrayList<>();
    if (!definition.systemPrompt().isBlank()) {
      messages.add(new Message.System(definition.systemPrompt()));
    }
    messages.addAll(conversation.messages(past(agent)));
    Model.Request request =
        new Model.Request(choice.name(), messages, tools.specs(names), choice.settings());
    TaskId task = new TaskId(agent.id(), call.task());
    return distinctCalls(choice.model().call(request, tokens.of(task)));
  }

  /** Names of the tools that the agent may use; null: all. */
  private static @Nullable List<String> allowed(Agent agent, Definitions.Definition definition) {
    return agent.config().tools() != null ? agent.config().tools() : definition.tools();
  }

  private Definitions.Definition definition(Agent agent) throws ModelException {
    if (!agent.definition().isEmpty()) {
      Optional<Definitions.Definition> found = definitions.find(agent.definition());
      if (found.isPresent()) {
        return found.get();
      }
      throw new ModelException(
          Failure.Kind.PERMANENT,
          "the definition '"
              + agent.definition()
              + "' of agent "
              + agent.id()
              + " is not there any more; put its file back, then redrive or send the task again",
          Optional.empty());
    }
    return inline.of(agent);
  }

  /** Ids of calls are the model's; what it gives twice is told apart here. */
  private static ModelReply distinctCalls(ModelReply reply) {
    Set<String> seen = new HashSet<>();
    boolean distinct = true;
    for (ToolCall call : reply.calls()) {
      distinct &= seen.add(call.callId());
    }
    if (distinct) {
      return reply;
    }
    seen.clear();
    List<ToolCall> calls = new ArrayList<>();
    for (ToolCall call : reply.calls()) {
      String id = call.callId();
      for (int n = 2; !seen.add(id); n++) {
        id = call.callId() + "-" + n;
      }
      calls.add(new ToolCall(id, call.tool(), call.arguments()));
    }
    return new ModelReply(reply.text(), reply.reasoning(), calls, reply.usage(), reply.finish());
  }

  private ToolPolicy policy(String tool) {
    return tools.spec(tool).map(Tool.Spec::policy).orElse(ToolPolicy.READ_ONLY);
  }

  private static Command failed(
      Effect.CallModel call, Failure failure, Optional<Duration> retryAfter) {
    return new Command.CallFailed(
        call.task(), call.run(), call.step(), failure, retryAfter.orElse(null));
  }

  private static Failure transientFailure(String what) {
    return new Failure(Failure.Kind.TRANSIENT, what);
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
    } catch (RuntimeException e) {
      log.error("tool call of task {}/{} failed inside", agent.id(), call.task(), e);
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
    String refusal = refusal(agent, said.tool());
    if (!refusal.isEmpty()) {
      return new Tool.Outcome.Failed(refusal);
    }
    TaskId task = new TaskId(agent.id(), call.task());
    Task state = agent.tasks().get(call.task());
    int step = state == null ? 0 : state.steps();
    String key = task + "#" + step + "#" + call.callId();
    List<String> askers = state == null || state.ask() == null ? List.of() : state.ask().chain();
    Tool.Context context =
        new Tool.Context(agent.id(), task, key, clock.instant(), call.callId(), askers);
    return tools.call(said.tool(), said.arguments(), context);
  }

  /** Why the agent may not use a tool; empty if it may. */
  private String refusal(Agent agent, String tool) {
    try {
      List<String> names = allowed(agent, definition(agent));
      return names == null || names.contains(tool)
          ? ""
          : "The tool " + tool + " is not among those of this agent: " + String.join(", ", names);
    } catch (ModelException gone) {
      return gone.failure().message();
    }
  }

  private static Command done(Effect.CallTool call, boolean failed, String text) {
    return new Command.ToolDone(call.task(), call.run(), call.callId(), failed, text);
  }

  private Conversation.Past past(Agent agent) {
    return new JournalPast(journal, views, agent.id(), agent.createdSeq(), config.maxMessages());
  }

  void close() {
    deadlines.shutdownNow();
  }
}
