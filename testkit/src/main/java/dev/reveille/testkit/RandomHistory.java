package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Moment;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.Task;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The lives of some agents as a seed wants them: whatever {@code decide} can do happens in them, in
 * any order that it allows. Equal seeds give equal histories.
 */
public final class RandomHistory {

  /** What one command came to. */
  public record Step(Agent before, List<Entry> entries, Instant at, Agent after) {}

  private final SplittableRandom random;
  private final @Nullable RandomPost post;
  private final List<Agent> agents = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * @param agents how many live at the same time, at least 1
   */
  public RandomHistory(long seed, int agents) {
    this(seed, agents, false);
  }

  private RandomHistory(long seed, int agents, boolean withPost) {
    random = new SplittableRandom(seed);
    post = withPost ? new RandomPost(random) : null;
    for (int i = 0; i < agents; i++) {
      this.agents.add(Agent.absent(new AgentId("agent-%05d".formatted(i))));
    }
  }

  /** One with schedules, mail and events too: an event log, and a person with a mailbox. */
  public static RandomHistory withPost(long seed, int agents) {
    RandomHistory history = new RandomHistory(seed, agents, true);
    history.agents.add(Agent.absent(AgentId.EVENT_LOG));
    history.agents.add(Agent.absent(new AgentId("user")));
    return history;
  }

  /** The next thing that happens; it goes on for ever. */
  public Step next() {
    while (true) {
      now = now.plusMillis(random.nextInt(400));
      int who = random.nextInt(agents.size());
      Agent before = agents.get(who);
      Command command = anyCommand(before);
      Decision decision = before.decide(command, new Moment(now, random.nextDouble()));
      if (decision instanceof Decision.Accepted a && !a.entries().isEmpty()) {
        agents.set(who, a.after());
        return new Step(before, a.entries(), now, a.after());
      }
    }
  }

  /** The agents as they are now. */
  public List<Agent> agents() {
    return List.copyOf(agents);
  }

  public Instant now() {
    return now;
  }

  private Command anyCommand(Agent agent) {
    if (post != null && agent.id().isReserved()) {
      return post.reserved(agent, now);
    }
    return agent.exists() ? command(agent) : create();
  }

  private Command create() {
    AgentConfig config = AgentConfig.STANDARD.with(Patches.of(1 + random.nextInt(3), 2));
    if (post != null && random.nextBoolean()) {
      config = config.with(Patches.checkMailEvery(Duration.ofSeconds(5)));
    }
    boolean inline = random.nextInt(4) == 0;
    return new Command.Create(
        inline ? "" : "d" + random.nextInt(3),
        inline ? new Entry.InlineDefinition("watcher", "Be brief.", null, List.of("now")) : null,
        config,
        random.nextInt(10) > 0);
  }

  private Command command(Agent agent) {
    List<Effect> effects = agent.effects();
    if (!effects.isEmpty() && random.nextInt(3) > 0) {
      return outcome(agent, effects.get(random.nextInt(effects.size())));
    }
    if (!agent.deadLetters().isEmpty() && random.nextInt(6) == 0) {
      long dead = agent.deadLetters().getFirst();
      return random.nextBoolean()
          ? new Command.Redrive(dead, spec())
          : new Command.Discard(dead, "seen");
    }
    return anything(agent);
  }

  private Command anything(Agent agent) {
    if (post != null && random.nextInt(3) == 0) {
      return post.command(agent, now);
    }
    List<Views.ApprovalRow> asked = Views.ApprovalRow.of(agent);
    if (!asked.isEmpty() && random.nextInt(4) == 0) {
      return new Command.ResolveApproval(asked.getFirst().id().seq(), random.nextBoolean(), "so");
    }
    return switch (random.nextInt(48)) {
      case 0 -> new Command.Delete();
      case 1 -> new Command.Stop(random.nextBoolean());
      case 2, 3 -> new Command.Start();
      case 4 -> new Command.Update(Patches.of(1 + random.nextInt(3), 1 + random.nextInt(3)));
      case 5, 6, 7 -> new Command.FallAsleep(sleep());
      case 8, 9 -> new Command.Wake("by the test");
      case 10, 11 -> new Command.Cancel(anyTask(agent), "not needed");
      case 12 -> new Command.Steer(anyTask(agent), "look closer");
      case 13, 14 -> new Command.Interrupt(any(Interruption.values()));
      case 15, 16, 17, 18 -> new Command.Tick();
      case 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 -> new Command.Begin(1 + random.nextInt(2));
      default -> new Command.Submit(spec());
    };
  }

  private Command outcome(Agent agent, Effect effect) {
    return switch (effect) {
      case Effect.CallModel e when random.nextInt(4) == 0 ->
          new Command.CallFailed(
              e.task(),
              e.run(),
              e.step(),
              new Failure(any(Failure.Kind.values()), "the provider is out of order"),
              null);
      case Effect.CallModel e when e.step() > 1 && random.nextInt(12) == 0 ->
          new Command.Compacted(
              e.task(), e.run(), e.compactions() + 1, 1, "in short", new Usage(30, 5));
      case Effect.CallModel e -> reply(e);
      case Effect.CallTool e when random.nextInt(4) == 0 ->
          new Command.ToolRests(
              e.task(), e.run(), e.callId(), now.plusMillis(random.nextInt(20_000)), "a rest");
      case Effect.CallTool e ->
          new Command.ToolDone(
              e.task(), e.run(), e.callId(), random.nextInt(5) == 0, "the result, \"quoted\" é");
    };
  }

  private Command reply(Effect.CallModel e) {
    List<ToolCall> calls = new ArrayList<>();
    List<ToolPolicy> policies = new ArrayList<>();
    for (int n = random.nextInt(3); n > 0; n--) {
      calls.add(new ToolCall("call-" + e.step() + "-" + n, "look", "{\"n\":" + n + "}"));
      policies.add(any(ToolPolicy.values()));
    }
    ModelReply.Finish finish =
        calls.isEmpty() ? ModelReply.Finish.STOP : ModelReply.Finish.TOOL_CALLS;
    ModelReply reply = new ModelReply("So be it.", "", calls, new Usage(20, 5), finish);
    List<String> asks =
        calls.stream().map(ToolCall::callId).filter(id -> random.nextInt(5) == 0).toList();
    boolean goesOn = random.nextInt(10) == 0;
    String invalid = random.nextInt(10) == 0 ? "it does not fit" : null;
    return new Command.ReplyArrived(
        e.task(), e.run(), e.step(), reply, policies, asks, goesOn, invalid, null);
  }

  private TaskSpec spec() {
    boolean later = random.nextInt(4) == 0;
    boolean expires = random.nextInt(5) == 0;
    return new TaskSpec(
        "Look at the logs of machine " + random.nextInt(100),
        any(Priority.values()),
        random.nextInt(3) == 0 ? "thread-" + random.nextInt(2) : null,
        later ? now.plusMillis(random.nextInt(10_000)) : null,
        expires ? now.plusMillis(random.nextInt(30_000)) : null,
        random.nextInt(4) == 0 ? Duration.ofSeconds(1 + random.nextInt(30)) : null,
        null,
        null,
        random.nextInt(3) == 0 ? "key-" + random.nextInt(50) : null,
        "client");
  }

  private Sleep sleep() {
    Instant until = random.nextInt(4) == 0 ? null : now.plusMillis(random.nextInt(60_000) - 1_000);
    return new Sleep(until, List.of(), null, null, "tired");
  }

  private long anyTask(Agent agent) {
    List<Task> open = agent.tasks().stream().toList();
    return open.isEmpty() ? 1 : open.get(random.nextInt(open.size())).seq();
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
